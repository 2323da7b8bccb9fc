using Drydock.Layers;
using Drydock.Layers.Apply;
using Drydock.Layers.Diff;
using Drydock.Layers.Tar;
using Drydock.Linux.Files;

namespace Drydock.Storage;

/// <summary>Copies whole trees with all attributes: what the layer codec keeps is what is copied.</summary>
public static class TreeCopy
{
    /// <summary>Copies all of one tree into another.</summary>
    public static void Copy(RootedDirectory from, RootedDirectory to, TempArea temp, CancellationToken cancellationToken) =>
        Copy(from, to, temp, DiffOptions.Default, cancellationToken);

    /// <summary>Copies all of one tree into another, changed on the way as a difference can be.</summary>
    public static void Copy(RootedDirectory from, RootedDirectory to, TempArea temp, DiffOptions options, CancellationToken cancellationToken)
    {
        using var handle = temp.CreateFile("copy", out var path);
        try
        {
            using var tar = new FileStream(handle, FileAccess.ReadWrite, bufferSize: 0);
            using (var writer = new LayerWriter(tar))
            {
                TreeDiff.Write(null, from, writer, options, cancellationToken);
                writer.Complete();
            }

            tar.Position = 0;
            using var reader = new TarReader(tar, leaveOpen: true);
            LayerExtractor.Apply(reader, to, new ApplyOptions { Whiteouts = WhiteoutHandling.Delete }, cancellationToken);
        }
        finally
        {
            TempArea.Delete(path);
        }
    }
}
