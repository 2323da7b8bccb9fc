using Drydock.Registry.Configuration;

namespace Drydock.Registry.Http;

/// <summary>What a user can do about a failure, in half a sentence.</summary>
internal static class Advice
{
    /// <summary>The advice for an outcome at an endpoint; null where there is none.</summary>
    public static string? For(RegistryOutcome outcome, Endpoint endpoint, string? user) => outcome switch
    {
        RegistryOutcome.NotFound => "check the name, the tag and the registry",
        RegistryOutcome.Unauthorized => $"run drydock login {endpoint.Registry}",
        RegistryOutcome.Denied when user is null => $"run drydock login {endpoint.Registry}",
        RegistryOutcome.Denied => $"check that {user} has access to {endpoint.Path}",
        RegistryOutcome.TooManyRequests when user is null => $"try later, log in for a higher limit (drydock login {endpoint.Registry}), or use a mirror (DRYDOCK_MIRROR)",
        RegistryOutcome.TooManyRequests => "try later, or use a mirror (DRYDOCK_MIRROR)",
        RegistryOutcome.Unreachable => "check the name, the network and the proxy settings (HTTPS_PROXY, NO_PROXY)",
        RegistryOutcome.TlsFailure => $"put its CA certificate into /etc/docker/certs.d/{endpoint.Authority}/ca.crt, or use --insecure-registry {endpoint.Registry} for plain HTTP",
        RegistryOutcome.ServerError => "try later, or ask the operator of the registry",
        RegistryOutcome.DigestMismatch => "make sure that the content does not change while it is sent, and try again",
        _ => null,
    };
}
