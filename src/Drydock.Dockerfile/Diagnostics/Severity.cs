namespace Drydock.Dockerfile.Diagnostics;

/// <summary>How grave a <see cref="Diagnostic"/> is.</summary>
public enum Severity
{
    /// <summary>The file can be built.</summary>
    Warning,

    /// <summary>The file cannot be built.</summary>
    Error,
}
