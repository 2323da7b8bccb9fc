using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Drydock.Oci;
using Drydock.Registry.Configuration;
using Drydock.Registry.Http;

namespace Drydock.Registry.Downloads;

/// <summary>
/// Downloads files that are no content of a registry, with the same proxies, certificates, retries and
/// rules for redirects. One instance serves a whole process.
/// </summary>
/// <remarks>RFC 9110: conditional requests, redirection.</remarks>
public sealed class FileDownloader : IDisposable
{
    private const int BufferBytes = 1 << 17;

    private readonly RegistryOptions _options;
    private readonly EndpointTable _endpoints;
    private readonly Redactor _redactor = new();
    private readonly Failures _failures;
    private readonly Exchange _exchange;

    /// <summary>Makes a downloader; no connection is opened yet.</summary>
    /// <exception cref="RegistryException">The proxy is not a URL (<see cref="RegistryOutcome.Configuration"/>).</exception>
    public FileDownloader(RegistryOptions options)
    {
        _options = options;
        _endpoints = new EndpointTable(options);
        _failures = new Failures(options, _redactor);
        _exchange = new Exchange(options, _endpoints, _failures);
    }

    /// <summary>A URL as it may be shown: without user name, password, and the values of its query.</summary>
    public static string Redact(Uri url) => Redactor.Url(url);

    /// <summary>Downloads a file, or learns that the copy at hand still holds.</summary>
    /// <param name="request">What and under which condition.</param>
    /// <param name="target">Takes the bytes from its beginning; it can seek, because a broken download starts again.</param>
    /// <param name="progress">Told the bytes so far and in all (0 when not known); null for nobody.</param>
    /// <param name="cancellationToken">Ends the download.</param>
    /// <exception cref="RegistryException">The file cannot be had, or is larger than allowed.</exception>
    public async Task<DownloadedFile> DownloadAsync(
        DownloadRequest request, Stream target, Action<long, long>? progress, CancellationToken cancellationToken)
    {
        var (url, authorization) = Authorize(request);
        var endpoint = new Endpoint(url.Authority, url.Authority, "", _endpoints.IsInsecure(url.Authority), IsMirror: false);
        var call = new Call(HttpMethod.Get, endpoint, url.AbsoluteUri, $"download {Redactor.Url(url)}") { Headers = [.. Conditions(request)] };
        return await new RetryPipeline(_options, _options.Retry.MaxAttempts).ExecuteAsync(
            async (self, token) => await self.AttemptAsync(call, url, authorization, request, target, progress, token), this, cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => _exchange.Dispose();

    private async Task<DownloadedFile> AttemptAsync(
        Call call, Uri url, AuthenticationHeaderValue? authorization, DownloadRequest request, Stream target, Action<long, long>? progress, CancellationToken cancellationToken)
    {
        using var response = await _exchange.SendAsync(call, url, authorization, cancellationToken);
        var isConditional = call.Headers.Count > 0;
        if (response.StatusCode == HttpStatusCode.NotModified && isConditional)
        {
            return Describe(response) with { IsNotModified = true };
        }

        if (response.StatusCode != HttpStatusCode.OK)
        {
            throw DownloadFailure.Of(call, response, authorization is not null, _options);
        }

        if (response.Content.Headers.ContentLength > request.MaxBytes)
        {
            throw DownloadFailure.TooLarge(call, request.MaxBytes);
        }

        try
        {
            target.SetLength(0);
            var digest = await CopyAsync(call, response, request.MaxBytes, target, progress, cancellationToken);
            return Describe(response) with { Digest = digest, SizeBytes = target.Length };
        }
        catch (Exception e) when (e is HttpRequestException or TimeoutException or HttpIOException)
        {
            throw _failures.FromNetwork(call, response.RequestMessage!.RequestUri!, e, refusal: null);
        }
    }

    private async Task<Digest> CopyAsync(
        Call call, HttpResponseMessage response, long maxBytes, Stream target, Action<long, long>? progress, CancellationToken cancellationToken)
    {
        using var stall = new CancellationTokenSource(_options.StallTimeout, _options.TimeProvider);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, stall.Token);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var total = response.Content.Headers.ContentLength ?? 0;
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(linked.Token);
            var buffer = new byte[BufferBytes];
            for (int count; (count = await body.ReadAsync(buffer, linked.Token)) > 0;)
            {
                if (target.Length + count > maxBytes)
                {
                    throw DownloadFailure.TooLarge(call, maxBytes);
                }

                target.Write(buffer, 0, count);
                hash.AppendData(buffer, 0, count);
                progress?.Invoke(target.Length, total);
                stall.CancelAfter(_options.StallTimeout);
            }

            return Digest.FromSha256(hash.GetHashAndReset());
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException();
        }
    }

    private (Uri Url, AuthenticationHeaderValue? Authorization) Authorize(DownloadRequest request)
    {
        var url = request.Url;
        if (request.Authorization is { } given)
        {
            _redactor.Learn(given);
            return (Bare(url), AuthenticationHeaderValue.TryParse(given, out var parsed) ? parsed : null);
        }

        if (url.UserInfo.Length == 0)
        {
            return (url, null);
        }

        var encoded = Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(url.UserInfo)));
        _redactor.Learn(encoded);
        return (Bare(url), new AuthenticationHeaderValue("Basic", encoded));
    }

    private static Uri Bare(Uri url) => url.UserInfo.Length == 0 ? url : new UriBuilder(url) { UserName = "", Password = "" }.Uri;

    private static IEnumerable<(string Name, string Value)> Conditions(DownloadRequest request)
    {
        if (request.ETag is { } tag)
        {
            yield return ("If-None-Match", tag);
        }
        else if (request.ModifiedSince is { } time)
        {
            yield return ("If-Modified-Since", time.ToString("r"));
        }
    }

    private static DownloadedFile Describe(HttpResponseMessage response)
    {
        var modified = response.Content.Headers.LastModified;
        return new DownloadedFile(IsNotModified: false)
        {
            ETag = RegistryTransport.ValuesOf(response, "ETag").FirstOrDefault(),
            LastModified = modified,
            IsLastModifiedStrong = modified is not null && response.Headers.Date - modified >= TimeSpan.FromSeconds(1),
            FileName = ProposedName.Of(response.Content.Headers),
        };
    }
}
