using Drydock.Linux.Files;

namespace Drydock.Linux.Runtime;

/// <summary>Files of the host that a container sees as its own.</summary>
/// <param name="Hosts">Shown as /etc/hosts.</param>
/// <param name="ResolvConf">Shown as /etc/resolv.conf.</param>
/// <param name="Hostname">Shown as /etc/hostname; null shows the image's own.</param>
/// <param name="ReadOnly">Whether they cannot be written inside.</param>
public sealed record SandboxFiles(string Hosts, string ResolvConf, string? Hostname, bool ReadOnly = true)
{
    /// <summary>Where each of them is shown inside, and its path on the host.</summary>
    public IEnumerable<(string Destination, string Source)> Shown => Hostname is null
        ? [("/etc/hosts", Hosts), ("/etc/resolv.conf", ResolvConf)]
        : [("/etc/hosts", Hosts), ("/etc/resolv.conf", ResolvConf), ("/etc/hostname", Hostname)];

    /// <summary>Writes the three files into a folder.</summary>
    /// <param name="folder">An existing folder of the host.</param>
    /// <param name="hostname">The host name inside.</param>
    /// <param name="extraHosts">Further lines of /etc/hosts: address and names, as "10.0.0.1 a b".</param>
    /// <exception cref="LinuxException">They cannot be written.</exception>
    public static SandboxFiles Write(string folder, string hostname, IReadOnlyList<string>? extraHosts = null)
    {
        string[] hosts =
        [
            "127.0.0.1\tlocalhost " + hostname,
            "::1\tlocalhost ip6-localhost ip6-loopback",
            .. (extraHosts ?? []).Select(line => line.Replace(' ', '\t')),
        ];
        var files = new SandboxFiles(Path.Combine(folder, "hosts"), Path.Combine(folder, "resolv.conf"), Path.Combine(folder, "hostname"));
        Put(files.Hosts, string.Join('\n', hosts) + "\n");
        Put(files.ResolvConf, File.Exists("/etc/resolv.conf") ? File.ReadAllText("/etc/resolv.conf") : "");
        Put(files.Hostname!, hostname + "\n");
        return files;
    }

    private static void Put(string path, string text) => AtomicFile.Write(path, System.Text.Encoding.UTF8.GetBytes(text), durable: false);
}
