using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Drydock.Registry.Configuration;

namespace Drydock.Registry.Http;

/// <summary>Turns what went wrong into one sentence with an outcome and advice.</summary>
internal sealed class Failures(RegistryOptions options, Redactor redactor)
{
    private const int MaxErrorBody = 64 * 1024;
    private const int MaxErrors = 8;

    /// <summary>A status that is not an expected answer.</summary>
    /// <param name="call">What was asked.</param>
    /// <param name="response">The answer; its body is read.</param>
    /// <param name="user">Whose credential was sent; null for none.</param>
    /// <param name="cancellationToken">Cancels reading the body.</param>
    public async Task<RegistryException> FromResponseAsync(
        Call call, HttpResponseMessage response, string? user, CancellationToken cancellationToken)
    {
        var errors = await ReadErrorsAsync(response, cancellationToken);
        var status = (int)response.StatusCode;
        var outcome = OutcomeOf(response.StatusCode, errors);
        var url = Redactor.Url(response.RequestMessage?.RequestUri ?? new Uri("about:blank"));
        var detail = errors.Count == 0 ? "" : $", {string.Join("; ", errors.Select(Describe))}";
        var wait = RetryAfter(response);
        var tooLong = wait > options.Retry.MaxRetryAfter;
        var reason = outcome == RegistryOutcome.TooManyRequests && tooLong
            ? FormattableString.Invariant($"{Reason(outcome, user)} and wants us to wait {wait!.Value.TotalSeconds:0} s")
            : Reason(outcome, user);
        return new RegistryException(
            outcome,
            $"cannot {call.Purpose}: {reason} ({call.Method} {url}: {status}{detail})",
            Advice.For(outcome, call.Endpoint, user))
        {
            Url = url,
            Host = response.RequestMessage?.RequestUri?.Authority,
            Status = status,
            Errors = errors,
            IsTransient = IsTransient(response.StatusCode) && !tooLong,
            RetryAfter = wait,
        };
    }

    /// <summary>An answer that does not follow the specification.</summary>
    public static RegistryException Protocol(Call call, Uri? uri, string problem, RegistryOutcome outcome = RegistryOutcome.Protocol)
    {
        var url = uri is null ? null : Redactor.Url(uri);
        return new RegistryException(outcome, $"cannot {call.Purpose}: {problem}{(url is null ? "" : $" ({call.Method} {url})")}") { Url = url };
    }

    /// <summary>A request that got no answer, or whose body broke.</summary>
    public RegistryException FromNetwork(Call call, Uri uri, Exception exception, string? refusal)
    {
        for (var e = exception; e is not null; e = e.InnerException)
        {
            if (e is RegistryException known)
            {
                return known;
            }
        }

        var url = Redactor.Url(uri);
        var request = (exception as HttpRequestException)?.HttpRequestError;
        var socket = Find<SocketException>(exception)?.SocketErrorCode;
        var tls = refusal is not null || request == HttpRequestError.SecureConnectionError;
        var (reason, retryLimit) = (tls, request, socket) switch
        {
            (true, _, _) when refusal is not null => ("the certificate of the host is not trusted", 0),
            (true, _, _) => ("the host does not speak TLS as expected", 0),
            (_, HttpRequestError.NameResolutionError, SocketError.HostNotFound) => ("the host name is unknown", 0),
            (_, HttpRequestError.NameResolutionError, _) => ("the host name cannot be resolved", 1),
            (_, _, SocketError.ConnectionRefused) => ("the connection was refused", 1),
            (_, HttpRequestError.ProxyTunnelError, _) => ("the proxy does not let the connection through", 0),
            (_, HttpRequestError.ConfigurationLimitExceeded, _) => ("the answer has too long headers", 0),
            (_, HttpRequestError.InvalidResponse, _) => ("the answer is not HTTP", 1),
            _ when exception is OperationCanceledException or TimeoutException =>
                (FormattableString.Invariant($"nothing moved for {options.StallTimeout.TotalSeconds:0} s"), int.MaxValue),
            _ => ("the connection broke", int.MaxValue),
        };
        var outcome = tls ? RegistryOutcome.TlsFailure : RegistryOutcome.Unreachable;
        return new RegistryException(
            outcome,
            $"cannot {call.Purpose}: {reason} ({call.Method} {url}{ProxyOf(uri)}{(refusal is null ? Cause(exception) : $": {refusal}")})",
            Advice.For(outcome, call.Endpoint, user: null),
            exception)
        {
            Url = url,
            Host = uri.Authority,
            IsTransient = retryLimit > 0,
            RetryLimit = retryLimit,
        };
    }

    private string ProxyOf(Uri uri) => options.Proxy is { } proxy && new EnvironmentProxy(proxy) is var known && !known.IsBypassed(uri) && known.GetProxy(uri) is { } by
        ? $" through the proxy {Redactor.Url(by)}"
        : "";

    private string Cause(Exception exception)
    {
        var innermost = exception;
        while (innermost.InnerException is { } inner)
        {
            innermost = inner;
        }

        return innermost is OperationCanceledException or TimeoutException ? "" : $": {redactor.Text(innermost.Message, 160)}";
    }

    private TimeSpan? RetryAfter(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date > options.TimeProvider.GetUtcNow() ? date - options.TimeProvider.GetUtcNow() : TimeSpan.Zero,
        _ => null,
    };

    private async Task<IReadOnlyList<RegistryError>> ReadErrorsAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            var body = await BoundedBody.ReadAsync(response, MaxErrorBody, options, cancellationToken);
            using var document = JsonDocument.Parse(body);
            return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("errors", out var list)
                && list.ValueKind == JsonValueKind.Array
                ? [.. list.EnumerateArray().Take(MaxErrors).Where(e => e.ValueKind == JsonValueKind.Object).Select(ReadError)]
                : [];
        }
        catch (Exception e) when (e is JsonException or IOException or HttpRequestException or TimeoutException)
        {
            return [];
        }
    }

    private RegistryError ReadError(JsonElement error) => new(TextOf(error, "code", 64), TextOf(error, "message", 300));

    private string TextOf(JsonElement error, string name, int maxLength) =>
        error.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? redactor.Text(value.GetString()!, maxLength)
            : "";

    private static string Describe(RegistryError error) => error.Message.Length == 0 ? error.Code : $"{error.Code}: {error.Message}";

    private static bool IsTransient(HttpStatusCode status) =>
        status is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests
        || ((int)status >= 500 && status is not (HttpStatusCode.NotImplemented or HttpStatusCode.HttpVersionNotSupported));

    private static RegistryOutcome OutcomeOf(HttpStatusCode status, IReadOnlyList<RegistryError> errors)
    {
        if (errors.Any(e => e.Code == "DIGEST_INVALID") && (int)status < 500)
        {
            return RegistryOutcome.DigestMismatch;
        }

        return status switch
        {
            HttpStatusCode.NotFound or HttpStatusCode.Gone => RegistryOutcome.NotFound,
            HttpStatusCode.Unauthorized => RegistryOutcome.Unauthorized,
            HttpStatusCode.Forbidden or HttpStatusCode.UnavailableForLegalReasons => RegistryOutcome.Denied,
            HttpStatusCode.TooManyRequests => RegistryOutcome.TooManyRequests,
            HttpStatusCode.RequestEntityTooLarge => RegistryOutcome.TooLarge,
            HttpStatusCode.MethodNotAllowed or HttpStatusCode.NotImplemented => RegistryOutcome.Unsupported,
            HttpStatusCode.RequestTimeout => RegistryOutcome.Unreachable,
            >= HttpStatusCode.InternalServerError => RegistryOutcome.ServerError,
            _ => RegistryOutcome.Protocol,
        };
    }

    private static string Reason(RegistryOutcome outcome, string? user) => outcome switch
    {
        RegistryOutcome.NotFound => "it does not exist",
        RegistryOutcome.Unauthorized when user is null => "the registry wants a login, or the repository does not exist",
        RegistryOutcome.Unauthorized => $"the registry does not accept the credentials of {user}",
        RegistryOutcome.Denied when user is null => "the registry does not allow it without a login",
        RegistryOutcome.Denied => $"the registry does not allow it to {user}",
        RegistryOutcome.TooManyRequests => "the registry limits the rate of requests",
        RegistryOutcome.TooLarge => "the registry finds it too large",
        RegistryOutcome.Unsupported => "the registry does not offer this operation",
        RegistryOutcome.ServerError => "the registry failed",
        RegistryOutcome.DigestMismatch => "the registry received other bytes than the digest says",
        RegistryOutcome.Unreachable => "the registry timed out",
        _ => "the registry answered in an unexpected way",
    };

    private static T? Find<T>(Exception? exception)
        where T : Exception
    {
        while (exception is not null and not T)
        {
            exception = exception.InnerException;
        }

        return (T?)exception;
    }
}
