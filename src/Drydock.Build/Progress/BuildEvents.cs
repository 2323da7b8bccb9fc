using Drydock.Dockerfile.Diagnostics;

namespace Drydock.Build.Progress;

/// <summary>Something that happened in a build. Rendering is the caller's.</summary>
/// <param name="Time">When, from the build's clock.</param>
public abstract record BuildEvent(DateTimeOffset Time);

/// <summary>Something that happened to one vertex: a step, or internal work such as loading metadata.</summary>
/// <param name="Time">When.</param>
/// <param name="Vertex">Its number, unique in the build.</param>
public abstract record VertexEvent(DateTimeOffset Time, int Vertex) : BuildEvent(Time);

/// <summary>A vertex began: a step, or internal work such as loading metadata.</summary>
/// <param name="Time">When.</param>
/// <param name="Vertex">Its number, unique in the build.</param>
/// <param name="Name">Its name as BuildKit writes it: <c>[builder 2/5] RUN make</c>, <c>[internal] load …</c>.</param>
public sealed record VertexStarted(DateTimeOffset Time, int Vertex, string Name) : VertexEvent(Time, Vertex);

/// <summary>The cache does not have the result of a step: it will be executed.</summary>
/// <param name="Time">When.</param>
/// <param name="Vertex">Its number.</param>
/// <param name="Reason">Why, in a few words.</param>
public sealed record VertexMissed(DateTimeOffset Time, int Vertex, string Reason) : VertexEvent(Time, Vertex);

/// <summary>A vertex ended.</summary>
/// <param name="Time">When.</param>
/// <param name="Vertex">Its number.</param>
/// <param name="Cached">True when nothing was done: the result was in the cache.</param>
/// <param name="MissReason">Why a step was not taken from the cache, in a few words; null for hits and internal work.</param>
public sealed record VertexCompleted(DateTimeOffset Time, int Vertex, bool Cached, string? MissReason) : VertexEvent(Time, Vertex);

/// <summary>A vertex failed, or was given up because another failed.</summary>
/// <param name="Time">When.</param>
/// <param name="Vertex">Its number.</param>
/// <param name="Message">The error; null when the vertex was canceled.</param>
public sealed record VertexFailed(DateTimeOffset Time, int Vertex, string? Message) : VertexEvent(Time, Vertex);

/// <summary>Progress of a named part of a vertex: <c>transferring context</c>, <c>sha256:…</c>, <c>naming to …</c>.</summary>
/// <param name="Time">When.</param>
/// <param name="Vertex">Its number.</param>
/// <param name="Id">The name of the part.</param>
/// <param name="Current">Bytes so far; 0 when it is not about bytes.</param>
/// <param name="Total">Bytes in all; 0 when not known.</param>
/// <param name="Done">Whether the part has ended.</param>
public sealed record VertexStatus(DateTimeOffset Time, int Vertex, string Id, long Current, long Total, bool Done) : VertexEvent(Time, Vertex);

/// <summary>Output of the process of a step.</summary>
/// <param name="Time">When it was read.</param>
/// <param name="Vertex">Its number.</param>
/// <param name="IsError">Whether it came from standard error.</param>
/// <param name="Bytes">The bytes as they came; not always whole lines.</param>
public sealed record VertexLog(DateTimeOffset Time, int Vertex, bool IsError, ReadOnlyMemory<byte> Bytes) : VertexEvent(Time, Vertex);

/// <summary>Something the user should know that does not stop the build.</summary>
/// <param name="Time">When.</param>
/// <param name="Warning">What, where in the Dockerfile, and where more is said.</param>
public sealed record BuildWarning(DateTimeOffset Time, Diagnostic Warning) : BuildEvent(Time)
{
    /// <summary>In one line, as BuildKit writes it: <c>Rule: detail (line N)</c>.</summary>
    public string Text => $"{Warning.Code}: {Warning.Message}{(Warning.Lines.IsNone ? "" : $" (line {Warning.Lines.Start})")}";
}

/// <summary>A stage that the target does not need, so nothing of it runs.</summary>
/// <param name="Time">When.</param>
/// <param name="Stage">Its name, or its index.</param>
public sealed record StageSkipped(DateTimeOffset Time, string Stage) : BuildEvent(Time);

/// <summary>Receives the events of a build, from any thread, one at a time.</summary>
public interface IBuildProgress
{
    /// <summary>Takes an event; must not block for long.</summary>
    void Report(BuildEvent buildEvent);
}
