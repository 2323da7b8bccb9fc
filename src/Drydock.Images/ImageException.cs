namespace Drydock.Images;

/// <summary>An image cannot be found, read or written; the message is for the user.</summary>
public sealed class ImageException : Exception
{
    /// <summary>An error with a sentence for the user.</summary>
    public ImageException(string message, Exception? cause = null)
        : base(message, cause)
    {
    }
}
