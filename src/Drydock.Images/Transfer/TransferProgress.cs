using Drydock.Registry;

namespace Drydock.Images.Transfer;

/// <summary>Where a layer is on its way from or to a registry, in docker's words.</summary>
public enum TransferState
{
    /// <summary>A push knows of it.</summary>
    Preparing,

    /// <summary>A pull knows of it.</summary>
    Waiting,

    /// <summary>It was here, or there, before.</summary>
    Exists,

    /// <summary>Bytes come in.</summary>
    Downloading,

    /// <summary>It is pulled.</summary>
    Pulled,

    /// <summary>It is being compressed.</summary>
    Packing,

    /// <summary>Bytes go out.</summary>
    Uploading,

    /// <summary>The registry took it over from another of its repositories.</summary>
    Mounted,

    /// <summary>It is pushed.</summary>
    Pushed,
}

/// <summary>News of one layer.</summary>
/// <param name="Layer">Short for its digest: twelve hexadecimal digits.</param>
/// <param name="State">Where it is.</param>
/// <param name="Bytes">Bytes transferred so far.</param>
/// <param name="Total">Bytes altogether; 0 when nobody knows.</param>
/// <param name="Source">For <see cref="TransferState.Mounted"/>, the repository it came from; for <see cref="TransferState.Exists"/>, <see cref="Push"/> or null.</param>
public sealed record TransferNews(string Layer, TransferState State, long Bytes = 0, long Total = 0, string? Source = null)
{
    /// <summary>The <see cref="Source"/> that tells a layer which exists there from one that exists here.</summary>
    public const string Push = "push";

    /// <summary>How a layer came to be at its destination.</summary>
    internal static TransferNews Arrived(string layer, BlobPushResult how, RepositoryName? mountedFrom) => how switch
    {
        BlobPushResult.Existed => new TransferNews(layer, TransferState.Exists, Source: Push),
        BlobPushResult.Mounted => new TransferNews(layer, TransferState.Mounted, Source: mountedFrom!.Path),
        _ => new TransferNews(layer, TransferState.Pushed),
    };
}

/// <summary>Passes on counts of bytes at most ten times a second.</summary>
public sealed class TransferMeter(Action<long> report) : IProgress<long>
{
    private const int IntervalMilliseconds = 100;
    private long _next;

    /// <inheritdoc/>
    public void Report(long value)
    {
        if (Environment.TickCount64 is var now && now >= _next)
        {
            _next = now + IntervalMilliseconds;
            report(value);
        }
    }
}
