namespace Drydock.Registry;

/// <summary>Why a request to a registry failed; the names are stable and appear in machine-readable output.</summary>
public enum RegistryOutcome
{
    /// <summary>The registry answers that the manifest, blob or repository does not exist.</summary>
    NotFound,

    /// <summary>The registry wants credentials, or does not accept those that were given.</summary>
    Unauthorized,

    /// <summary>The registry knows who asks and refuses, or the configuration blocks this registry.</summary>
    Denied,

    /// <summary>The registry limits the rate of requests, and waiting as often as allowed did not help.</summary>
    TooManyRequests,

    /// <summary>No connection, or it broke, or nothing came for too long.</summary>
    Unreachable,

    /// <summary>The certificate of the registry is not trusted, or it does not speak TLS.</summary>
    TlsFailure,

    /// <summary>The content has another digest than the one it was asked for by.</summary>
    DigestMismatch,

    /// <summary>The content has another size than its descriptor says.</summary>
    SizeMismatch,

    /// <summary>The answer is larger than a document of its kind may be, or the registry finds the upload too large.</summary>
    TooLarge,

    /// <summary>The registry does not offer this operation.</summary>
    Unsupported,

    /// <summary>The registry failed inside (5xx), and retrying did not help.</summary>
    ServerError,

    /// <summary>The answer does not follow the distribution specification.</summary>
    Protocol,

    /// <summary>A configuration file or credential helper on this machine cannot be used.</summary>
    Configuration,

    /// <summary>The local content to be uploaded could not be read as its descriptor says.</summary>
    Source,
}
