namespace Drydock.Registry;

/// <summary>How a blob came to be in the repository.</summary>
public enum BlobPushResult
{
    /// <summary>It was there already.</summary>
    Existed,

    /// <summary>The registry took it over from another repository; nothing was sent.</summary>
    Mounted,

    /// <summary>It was uploaded.</summary>
    Uploaded,
}
