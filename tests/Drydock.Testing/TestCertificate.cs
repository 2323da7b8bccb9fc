using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Drydock.Testing;

/// <summary>A self-signed certificate for localhost and 127.0.0.1, made for one test.</summary>
public sealed class TestCertificate : IDisposable
{
    private readonly ECDsa? _ecKey;
    private readonly RSA? _rsaKey;

    private TestCertificate(ECDsa? ecKey, RSA? rsaKey)
    {
        (_ecKey, _rsaKey) = (ecKey, rsaKey);
        var request = ecKey is not null
            ? new CertificateRequest("CN=drydock test", ecKey, HashAlgorithmName.SHA256)
            : new CertificateRequest("CN=drydock test", rsaKey!, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        var now = TimeProvider.System.GetUtcNow();
        Certificate = request.CreateSelfSigned(now.AddHours(-1), now.AddDays(1));
    }

    /// <summary>The certificate with its key.</summary>
    public X509Certificate2 Certificate { get; }

    /// <summary>The name JWT has for signatures with this key.</summary>
    public string JwtAlgorithm => _ecKey is null ? "RS256" : "ES256";

    /// <summary>Makes one with a P-256 key.</summary>
    public static TestCertificate WithEcKey() => new(ECDsa.Create(ECCurve.NamedCurves.nistP256), null);

    /// <summary>Makes one with an RSA key.</summary>
    public static TestCertificate WithRsaKey() => new(null, RSA.Create(2048));

    /// <summary>Signs as JWT does: RS256 or ES256.</summary>
    public byte[] Sign(byte[] data) => _ecKey?.SignData(data, HashAlgorithmName.SHA256)
        ?? _rsaKey!.SignData(data, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);

    /// <summary>Writes certificate and key as PEM.</summary>
    public void Write(string certificatePath, string keyPath)
    {
        File.WriteAllText(certificatePath, Certificate.ExportCertificatePem());
        File.WriteAllText(keyPath, _ecKey?.ExportPkcs8PrivateKeyPem() ?? _rsaKey!.ExportPkcs8PrivateKeyPem());
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Certificate.Dispose();
        _ecKey?.Dispose();
        _rsaKey?.Dispose();
    }
}
