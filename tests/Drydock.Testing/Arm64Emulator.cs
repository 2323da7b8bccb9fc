using System.Text;

namespace Drydock.Testing;

/// <summary>
/// An emulator of arm64, registered with the kernel while a test needs it. It needs root, qemu-user-static, and a machine that
/// lets others than the first namespace register: elsewhere <see cref="TryRegister"/> gives null.
/// </summary>
public sealed class Arm64Emulator : IDisposable
{
    private const string Folder = "/proc/sys/fs/binfmt_misc";
    private const string Program = "/usr/bin/qemu-aarch64-static";
    private const string Magic = @"\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00\xb7\x00";
    private const string Mask = @"\xff\xff\xff\xff\xff\xff\xff\x00\xff\xff\xff\xff\xff\xff\xff\xff\xfe\xff\xff\xff";
    private readonly string _entry;

    private Arm64Emulator(string entry) => _entry = entry;

    /// <summary>Registers it; says why, and returns null, where that is not possible.</summary>
    public static Arm64Emulator? TryRegister()
    {
        var name = $"drydock-test-{Guid.NewGuid():N}";
        try
        {
            if (!File.Exists(Program))
            {
                throw new IOException($"{Program} of qemu-user-static is not installed");
            }

            if (!File.Exists($"{Folder}/register"))
            {
                ProcessFixture.RunAsync("mount", "-t", "binfmt_misc", "binfmt_misc", Folder).GetAwaiter().GetResult();
            }

            using var register = new FileStream($"{Folder}/register", FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
            register.Write(Encoding.ASCII.GetBytes($":{name}:M::{Magic}:{Mask}:{Program}:F"));
            return new Arm64Emulator($"{Folder}/{name}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            Console.WriteLine($"not tried with an emulator of arm64: {e.Message}");
            return null;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        using var entry = new FileStream(_entry, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        entry.Write("-1"u8);
    }
}
