using System.Security.Cryptography;
using Drydock.Oci;
using Drydock.Storage;

namespace Drydock.Build;

/// <summary>
/// What takes long the first time that it is used, done on a thread of its own while the arguments and the Dockerfile are
/// read: how documents and records are laid out in JSON, and the system's library of cryptography.
/// </summary>
public static class FirstUses
{
    /// <summary>Begins. Whoever needs a part of it sooner does it himself, or waits for what is being done.</summary>
    /// <param name="executes">Whether steps will be executed, and what they leave be hashed.</param>
    public static void Begin(bool executes) => new Thread(() => Run(executes)) { IsBackground = true }.Start();

    private static void Run(bool executes)
    {
        try
        {
            Store.PrepareRecords();
            OciJson.PrepareDocuments();
            if (executes)
            {
                SHA256.HashData(ReadOnlySpan<byte>.Empty);
            }
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // Who really needs it meets the same failure, and can tell of it.
        }
    }
}
