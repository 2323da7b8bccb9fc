using Drydock.Layers.Whiteouts;
using Drydock.Linux;

namespace Drydock.Layers.Validation;

/// <summary>
/// The order of our own layers: component by component in byte order, parents first, a whiteout
/// where the file it deletes would stand.
/// </summary>
internal sealed class EntryOrder
{
    private UnixPath? _last;

    /// <summary>Whether the path may follow those before it.</summary>
    public bool Accept(UnixPath path)
    {
        var place = WhiteoutName.TryGetDeleted(path, out var deleted) ? deleted : path;
        var ordered = _last is not { } last || Compare(last.Bytes, place.Bytes) <= 0;
        _last = place;
        return ordered;
    }

    /// <summary>A slash sorts before every other byte, which is what comparing components means.</summary>
    private static int Compare(ReadOnlySpan<byte> x, ReadOnlySpan<byte> y)
    {
        var same = x.CommonPrefixLength(y);
        return (same == x.Length, same == y.Length) switch
        {
            (true, true) => 0,
            (true, false) => -1,
            (false, true) => 1,
            _ => (x[same] == '/' ? 0 : x[same]) - (y[same] == '/' ? 0 : y[same]),
        };
    }
}
