using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Drydock.Registry.Http;

/// <summary>What <c>certs.d/HOST</c> holds: CAs (<c>*.crt</c>) and client certificates (<c>*.cert</c> with <c>*.key</c>).</summary>
/// <remarks>docker's "Verify repository client with certificates"; containers-certs.d(5).</remarks>
internal sealed record HostCertificates(X509Certificate2Collection Authorities, X509Certificate2Collection ClientCertificates)
{
    /// <summary>Reads the directories of a host under each of <paramref name="roots"/>; absent ones are fine.</summary>
    /// <exception cref="RegistryException">A file is there and cannot be used.</exception>
    public static HostCertificates Load(IReadOnlyList<string> roots, string host)
    {
        var found = new HostCertificates([], []);
        foreach (var directory in roots.Select(root => Path.Combine(root, host)).Where(Directory.Exists))
        {
            foreach (var file in Directory.EnumerateFiles(directory).Order(StringComparer.Ordinal))
            {
                found.Add(file);
            }
        }

        return found;
    }

    private void Add(string file)
    {
        try
        {
            switch (Path.GetExtension(file))
            {
                case ".crt":
                    Authorities.ImportFromPemFile(file);
                    break;
                case ".cert":
                    ClientCertificates.Add(X509Certificate2.CreateFromPemFile(file, Path.ChangeExtension(file, ".key")));
                    break;
            }
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new RegistryException(
                RegistryOutcome.Configuration, $"{file} cannot be used: {e.Message}", "it must be PEM, and a .cert needs its .key beside it", e);
        }
    }
}
