using System.Runtime.InteropServices;

namespace Drydock.Testing;

/// <summary>Password hashes as htpasswd files have them, by the C library's crypt(3).</summary>
public static partial class Bcrypt
{
    // 22 characters of the alphabet of bcrypt; tests need no secrecy.
    private const string Setting = "$2b$05$abcdefghijklmnopqrstuu";

    /// <summary>The bcrypt hash of a password.</summary>
    public static string Hash(string password)
    {
        var hash = Marshal.PtrToStringAnsi(Crypt(password, Setting));
        return hash?.StartsWith("$2b$", StringComparison.Ordinal) == true
            ? hash
            : throw new NotSupportedException("crypt(3) knows no bcrypt here: libcrypt must be libxcrypt");
    }

    [LibraryImport("libcrypt.so.1", EntryPoint = "crypt", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint Crypt(string key, string setting);
}
