using Drydock.Linux;

namespace Drydock.Layers;

/// <summary>What the name of an entry means, wherever it is applied.</summary>
internal static class LayerPath
{
    /// <summary>
    /// Takes <c>..</c> components away together with what they step over; surplus ones stay at the
    /// root. Only the text counts here: links of the directory part are followed later, in the root.
    /// </summary>
    public static UnixPath Clean(UnixPath path)
    {
        if (path.Bytes.IndexOf(".."u8) < 0)
        {
            return path;
        }

        var kept = new List<byte[]>();
        foreach (var part in path.Bytes.Split((byte)'/'))
        {
            var name = path.Bytes[part];
            if (name.SequenceEqual(".."u8))
            {
                if (kept.Count > 0)
                {
                    kept.RemoveAt(kept.Count - 1);
                }
            }
            else if (!name.SequenceEqual("."u8))
            {
                kept.Add(name.ToArray());
            }
        }

        var clean = UnixPath.Root;
        foreach (var name in kept)
        {
            clean = clean.Append(name);
        }

        return clean;
    }
}
