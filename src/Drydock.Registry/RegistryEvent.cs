using Drydock.Oci;

namespace Drydock.Registry;

/// <summary>Something a user interface may tell; <c>ToString()</c> gives one line without secrets.</summary>
/// <param name="Host">The host that was spoken to.</param>
public abstract record RegistryEvent(string Host);

/// <summary>A token is about to be fetched.</summary>
/// <param name="Host">The registry the token is for.</param>
/// <param name="Scope">What the token allows, as <c>library/alpine:pull</c>; empty for none.</param>
public sealed record TokenRequested(string Host, string Scope) : RegistryEvent(Host)
{
    /// <inheritdoc/>
    public override string ToString() => Scope.Length == 0 ? $"[auth] token for {Host}" : $"[auth] {Scope} token for {Host}";
}

/// <summary>A request failed and will be sent again.</summary>
/// <param name="Host">The host that failed.</param>
/// <param name="Attempt">Which attempt failed, from 1.</param>
/// <param name="Delay">The time until the next one.</param>
/// <param name="Reason">What went wrong.</param>
public sealed record RequestRetried(string Host, int Attempt, TimeSpan Delay, string Reason) : RegistryEvent(Host)
{
    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"[retry] {Host}: {Reason}; again in {Delay.TotalSeconds:0.0} s");
}

/// <summary>A download broke and goes on where it stopped.</summary>
/// <param name="Host">The host that continues it.</param>
/// <param name="Digest">The blob.</param>
/// <param name="Offset">How many bytes were there already.</param>
public sealed record DownloadResumed(string Host, Digest Digest, long Offset) : RegistryEvent(Host)
{
    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"[resume] {Digest.ShortHex} at byte {Offset} from {Host}");
}

/// <summary>A large blob comes over several connections from here on, as one is slower than its reader.</summary>
/// <param name="Host">The host that serves it.</param>
/// <param name="Digest">The blob.</param>
/// <param name="Connections">How many connections.</param>
public sealed record DownloadSplit(string Host, Digest Digest, int Connections) : RegistryEvent(Host)
{
    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"[split] {Digest.ShortHex} over {Connections} connections from {Host}");
}

/// <summary>A mirror could not serve a request, and the next location is asked.</summary>
/// <param name="Host">The mirror.</param>
/// <param name="Reason">Why it is passed over.</param>
public sealed record MirrorSkipped(string Host, string Reason) : RegistryEvent(Host)
{
    /// <inheritdoc/>
    public override string ToString() => $"[mirror] {Host} passed over: {Reason}";
}
