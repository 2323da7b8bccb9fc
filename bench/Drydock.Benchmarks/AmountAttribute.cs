namespace Drydock.Benchmarks;

/// <summary>How much one call of a benchmark works on; zero where that is not of interest.</summary>
/// <param name="items">Files, entries or keys.</param>
/// <param name="bytes">Bytes of content.</param>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class AmountAttribute(int items, long bytes) : Attribute
{
    public int Items => items;

    public long Bytes => bytes;
}
