namespace Drydock.Layers;

/// <summary>
/// A layer or archive cannot be used: it is damaged, breaks the format, or goes over a limit. The
/// message is one sentence for the user, with the entry's name where there is one.
/// </summary>
public sealed class LayerException : Exception
{
    /// <summary>Makes the exception.</summary>
    public LayerException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the exception with its cause.</summary>
    public LayerException(string message, Exception inner)
        : base(message, inner)
    {
    }

    /// <summary>Makes the exception without a message; for serializers only.</summary>
    public LayerException()
    {
    }
}
