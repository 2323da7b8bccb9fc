namespace Drydock.Storage;

/// <summary>The store cannot be used: not writable, made by a newer version, or damaged.</summary>
public sealed class StoreException : IOException
{
    /// <summary>An error with a sentence for the user.</summary>
    public StoreException(string message, Exception? cause = null)
        : base(message, cause)
    {
    }
}
