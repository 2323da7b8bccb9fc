namespace Drydock.Build.Sources;

/// <summary>Something could not be fetched; the message is for the user and holds no secret.</summary>
public sealed class SourceException(string message, Exception? cause = null) : Exception(message, cause);
