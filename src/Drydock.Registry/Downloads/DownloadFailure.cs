using System.Net;
using Drydock.Registry.Configuration;
using Drydock.Registry.Http;

namespace Drydock.Registry.Downloads;

/// <summary>Why a file could not be downloaded, as one sentence.</summary>
internal static class DownloadFailure
{
    /// <summary>A status other than success.</summary>
    public static RegistryException Of(Call call, HttpResponseMessage response, bool wasAuthorized, RegistryOptions options)
    {
        var status = (int)response.StatusCode;
        var isPassing = status is 408 or 429 || (status >= 500 && status is not (501 or 505));
        var wait = response.Headers.RetryAfter?.Delta;
        var (outcome, advice) = response.StatusCode switch
        {
            HttpStatusCode.NotFound or HttpStatusCode.Gone => (RegistryOutcome.NotFound, "check the URL"),
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => (RegistryOutcome.Unauthorized, Authorization(call.Endpoint.Authority, wasAuthorized)),
            HttpStatusCode.TooManyRequests => (RegistryOutcome.TooManyRequests, "try later"),
            >= HttpStatusCode.InternalServerError => (RegistryOutcome.ServerError, "try later"),
            _ => (RegistryOutcome.Protocol, (string?)null),
        };
        var name = Redactor.Clean(response.ReasonPhrase ?? "", 80);
        return new RegistryException(outcome, FormattableString.Invariant($"cannot {call.Purpose}: the server answers {status} {name}").TrimEnd(), advice)
        {
            Host = call.Endpoint.Authority,
            Status = status,
            IsTransient = isPassing && (wait is null || wait <= options.Retry.MaxRetryAfter),
            RetryAfter = wait,
        };
    }

    /// <summary>More bytes than are taken.</summary>
    public static RegistryException TooLarge(Call call, long maxBytes) =>
        new(RegistryOutcome.TooLarge, FormattableString.Invariant($"cannot {call.Purpose}: it has more than {maxBytes} bytes"));

    private static string Authorization(string host, bool wasAuthorized) => wasAuthorized
        ? "check the credentials that were given"
        : $"give a token with --secret id=HTTP_AUTH_TOKEN_{HostAddress.WithoutPort(host)},env=NAME";
}
