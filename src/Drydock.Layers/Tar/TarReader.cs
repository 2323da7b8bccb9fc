namespace Drydock.Layers.Tar;

/// <summary>Reads a tar archive entry by entry from a stream that need not seek.</summary>
public sealed class TarReader : IDisposable
{
    /// <summary>Starts reading.</summary>
    public TarReader(Stream archive, LayerLimits? limits = null, bool leaveOpen = false) => throw new NotImplementedException();

    /// <summary>Offset in the archive of the current entry's data; meaningful unless <see cref="IsSparse"/>.</summary>
    public long DataOffset => throw new NotImplementedException();

    /// <summary>Whether the archive holds the current entry with holes, so that its data is not in one piece.</summary>
    public bool IsSparse => throw new NotImplementedException();

    /// <summary>The content of the current entry, holes filled in; valid until <see cref="Next"/>.</summary>
    public Stream Content => throw new NotImplementedException();

    /// <summary>Goes to the next entry; null at the end of the archive.</summary>
    /// <exception cref="LayerException">The archive is damaged or goes over a limit.</exception>
    public LayerEntry? Next() => throw new NotImplementedException();

    /// <summary>Reads what follows the end of the archive, so that a digest of the stream is complete.</summary>
    public void Drain() => throw new NotImplementedException();

    /// <inheritdoc/>
    public void Dispose() => throw new NotImplementedException();
}
