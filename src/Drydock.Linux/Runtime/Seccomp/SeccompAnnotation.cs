using System.Text;
using Drydock.Linux.Files;
using Drydock.Linux.Interop;

namespace Drydock.Linux.Runtime.Seccomp;

/// <summary>How crun, from 0.18 on, is given a compiled filter in place of the one in the specification; crun(1).</summary>
internal static class SeccompAnnotation
{
    private const string Name = "run.oci.seccomp_bpf_data";
    private const int ChunkSize = 64 * 1024;

    // A runtime that overlooks the annotation then denies every call, and so starts no container.
    private static readonly SeccompSpec s_nothing = new("SCMP_ACT_ERRNO", Errno.EPERM, [], []);

    /// <summary>Adds a compiled filter to a specification.</summary>
    /// <param name="spec">The specification.</param>
    /// <param name="program">The filter, in base64.</param>
    /// <param name="isKnown">Whether the runtime is known to take it. If so the list of calls, half of what crun would have to read,
    /// is left out; else it stays, for a runtime that does not.</param>
    internal static RuntimeSpec Add(RuntimeSpec spec, string program, bool isKnown) => spec with
    {
        Linux = isKnown ? spec.Linux with { Seccomp = s_nothing } : spec.Linux,
        Annotations = new Dictionary<string, string>(spec.Annotations ?? new Dictionary<string, string>()) { [Name] = program },
    };

    /// <summary>Whether a runtime takes compiled filters: its file then has the annotation's name in it.</summary>
    /// <exception cref="LinuxException">The file cannot be read.</exception>
    internal static bool IsKnownTo(string runtimePath)
    {
        var name = Encoding.ASCII.GetBytes(Name);
        using var file = HostFile.Open(runtimePath, OpenFlags.O_RDONLY);
        var chunk = new byte[ChunkSize];
        long offset = 0;
        while (true)
        {
            var length = RandomAccess.Read(file, chunk, offset);
            if (chunk.AsSpan(0, length).IndexOf(name) >= 0)
            {
                return true;
            }

            if (length < name.Length)
            {
                return false;
            }

            // The name may begin at the end of a chunk.
            offset += length - name.Length + 1;
        }
    }
}
