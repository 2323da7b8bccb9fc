using System.Globalization;
using System.Net;
using Drydock.Oci;
using Drydock.Registry.Auth;
using Drydock.Registry.Configuration;
using Drydock.Registry.Http;

namespace Drydock.Registry.Transfers;

/// <summary>
/// The upload of one blob: in one request when it is small, else in parts. After a failure the
/// registry is asked how far it got, and the upload goes on from there.
/// </summary>
/// <remarks>OCI distribution-spec, "Pushing a blob in chunks", "Pushing a blob monolithically".</remarks>
internal sealed class BlobUpload(
    RegistryTransport transport, RegistryOptions options, Endpoint endpoint, Descriptor blob, Func<Stream> open, IProgress<long>? progress)
{
    private readonly string _what = $"blob {blob.Digest}";
    private readonly IReadOnlyList<Scope> _scopes = [Scope.Push(endpoint.Path)];

    private Uri? _session;
    private long _offset;
    private long _minChunk;
    private bool _inDoubt;
    private bool _completing;

    private string Purpose => $"upload {_what} to {endpoint.Registry}/{endpoint.Path}";

    /// <summary>Asks for an upload session, or for a mount if <paramref name="source"/> is given.</summary>
    /// <returns>True when the registry mounted the blob, so that nothing is left to do.</returns>
    public async Task<bool> StartAsync(RepositoryName? source, CancellationToken cancellationToken)
    {
        var query = source is null ? "" : $"?mount={blob.Digest}&from={Uri.EscapeDataString(source.Path)}";
        using var response = await transport.SendAsync(
            NewCall(HttpMethod.Post, $"/v2/{endpoint.Path}/blobs/uploads/{query}") with
            {
                Scopes = source is null ? _scopes : [.. _scopes, Scope.Pull(source.Path)],
                Content = _ => new ByteArrayContent([]),
                Expected = source is null ? [HttpStatusCode.Accepted] : [HttpStatusCode.Accepted, HttpStatusCode.Created],
                Retries = true,
            },
            cancellationToken);
        if (response.StatusCode == HttpStatusCode.Created)
        {
            return true;
        }

        (_offset, _inDoubt, _completing) = (0, false, false);
        _minChunk = ReadMinChunk(response);
        MoveTo(response);
        return false;
    }

    /// <summary>Sends all bytes and completes the upload.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var pipeline = transport.PipelineOf(endpoint);
        try
        {
            // Each part has its own attempts: a long upload may meet more than one failure.
            while (!await pipeline.ExecuteAsync(static async (self, token) => await self.StepAsync(token), this, cancellationToken))
            {
            }
        }
        catch (RegistryException)
        {
            await AbandonAsync();
            throw;
        }
    }

    /// <summary>Gives the session up, so that the registry need not keep what it has of it.</summary>
    public async Task AbandonAsync()
    {
        if (_session is null)
        {
            return;
        }

        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(2), options.TimeProvider);
        try
        {
            using var response = await transport.SendAsync(NewCall(HttpMethod.Delete, Target()) with { Expected = [HttpStatusCode.NoContent] }, limit.Token);
        }
        catch (Exception e) when (e is RegistryException or OperationCanceledException)
        {
            // Registries purge forgotten sessions by themselves.
        }

        _session = null;
    }

    /// <summary>Does the next part; true when the blob is complete.</summary>
    private async Task<bool> StepAsync(CancellationToken cancellationToken)
    {
        if (_inDoubt && await RecoverAsync(cancellationToken))
        {
            return true;
        }

        if (_session is null)
        {
            await StartAsync(source: null, cancellationToken);
        }

        _inDoubt = true;
        try
        {
            return await SendNextAsync(cancellationToken);
        }
        catch (RegistryException e) when (e.Status is (int)HttpStatusCode.NotFound or (int)HttpStatusCode.RequestedRangeNotSatisfiable)
        {
            // The session is lost or stands elsewhere: asking it again tells.
            e.IsTransient = true;
            throw;
        }
    }

    private async Task<bool> SendNextAsync(CancellationToken cancellationToken)
    {
        if (_offset == 0 && blob.Size <= options.MonolithicLimitBytes)
        {
            await CompleteAsync(blob.Size, cancellationToken);
        }
        else if (_offset == blob.Size)
        {
            await CompleteAsync(0, cancellationToken);
        }
        else
        {
            await SendPartAsync(cancellationToken);
            _inDoubt = false;
            return false;
        }

        return true;
    }

    private async Task SendPartAsync(CancellationToken cancellationToken)
    {
        var length = Math.Min(Math.Max(options.ChunkSizeBytes, _minChunk), blob.Size - _offset);
        using var response = await transport.SendAsync(
            NewCall(HttpMethod.Patch, Target()) with
            {
                Content = touch => Part(length, touch, withRange: true),
                Expected = [HttpStatusCode.Accepted, HttpStatusCode.Created, HttpStatusCode.NoContent],
            },
            cancellationToken);
        var reached = EndOf(response) ?? _offset + length;
        if (reached <= _offset || reached > _offset + length)
        {
            throw Failures.Protocol(
                NewCall(HttpMethod.Patch, Target()), _session, $"the registry has {reached} bytes after {_offset + length} were sent");
        }

        _offset = reached;
        MoveTo(response);
    }

    private async Task CompleteAsync(long length, CancellationToken cancellationToken)
    {
        _completing = true;
        var separator = _session!.Query.Length > 0 ? '&' : '?';
        using var response = await transport.SendAsync(
            NewCall(HttpMethod.Put, $"{Target()}{separator}digest={blob.Digest}") with
            {
                Content = touch => Part(length, touch, withRange: false),
                Expected = [HttpStatusCode.Created, HttpStatusCode.NoContent, HttpStatusCode.Accepted],
            },
            cancellationToken);
        progress?.Report(blob.Size);
    }

    /// <summary>Finds out where a failed step left the upload; true when it is complete after all.</summary>
    private async Task<bool> RecoverAsync(CancellationToken cancellationToken)
    {
        if (_completing && await ExistsAsync(cancellationToken))
        {
            return true;
        }

        var monolithic = _completing && _offset == 0;
        _completing = false;
        if (_session is null || monolithic)
        {
            _session = null;
            return false;
        }

        using var response = await transport.SendAsync(
            NewCall(HttpMethod.Get, Target()) with { Expected = [HttpStatusCode.NoContent, HttpStatusCode.Accepted, HttpStatusCode.NotFound, HttpStatusCode.BadRequest, HttpStatusCode.MethodNotAllowed] },
            cancellationToken);
        // "0-0" is said of nothing and of one byte alike: begin anew, as when the session is gone.
        if (response.StatusCode is HttpStatusCode.NoContent or HttpStatusCode.Accepted && EndOf(response) is > 1 and var end && end <= blob.Size)
        {
            _offset = end;
            MoveTo(response);
        }
        else
        {
            _session = null;
        }

        progress?.Report(_session is null ? 0 : _offset);
        return false;
    }

    private async Task<bool> ExistsAsync(CancellationToken cancellationToken)
    {
        using var response = await transport.SendAsync(
            NewCall(HttpMethod.Head, $"/v2/{endpoint.Path}/blobs/{blob.Digest}") with { Expected = [HttpStatusCode.OK, HttpStatusCode.NotFound] },
            cancellationToken);
        return response.StatusCode == HttpStatusCode.OK;
    }

    private UploadContent Part(long length, Action touch, bool withRange)
    {
        var content = new UploadContent(open, _offset, length, _what, position =>
        {
            touch();
            progress?.Report(position);
        });
        if (withRange)
        {
            // The specification's form, without the unit that the header elsewhere has.
            content.Headers.TryAddWithoutValidation(
                "Content-Range", string.Create(CultureInfo.InvariantCulture, $"{_offset}-{_offset + length - 1}"));
        }

        return content;
    }

    private Call NewCall(HttpMethod method, string target) =>
        new(method, endpoint, target, Purpose) { Scopes = _scopes, Retries = false };

    private string Target() => _session!.AbsoluteUri;

    /// <summary>Goes on where the registry says: each answer of a session may name a new URL.</summary>
    private void MoveTo(HttpResponseMessage response)
    {
        var asked = response.RequestMessage!.RequestUri!;
        if (response.Headers.Location is not { } location)
        {
            _session = _session ?? throw Failures.Protocol(NewCall(HttpMethod.Post, ""), asked, "the registry gave no place to upload to");
            return;
        }

        var next = new Uri(asked, location);
        if (asked.Scheme == Uri.UriSchemeHttps && next.Scheme == Uri.UriSchemeHttp
            && next.IdnHost.Equals(asked.IdnHost, StringComparison.OrdinalIgnoreCase))
        {
            // A registry behind a proxy that ends TLS often names itself so.
            next = new UriBuilder(next) { Scheme = Uri.UriSchemeHttps, Port = asked.Port }.Uri;
        }

        _session = next.Scheme == asked.Scheme || next.Scheme == Uri.UriSchemeHttps
            ? next
            : throw Failures.Protocol(NewCall(HttpMethod.Post, ""), asked, $"the upload location {Redactor.Url(next)} gives up encryption");
    }

    private static long ReadMinChunk(HttpResponseMessage response) =>
        long.TryParse(RegistryTransport.ValuesOf(response, "OCI-Chunk-Min-Length").FirstOrDefault(), NumberStyles.None, CultureInfo.InvariantCulture, out var size)
            ? Math.Min(size, 1L << 30)
            : 0;

    /// <summary>How many bytes the registry has, from <c>Range: 0-N</c>.</summary>
    private static long? EndOf(HttpResponseMessage response)
    {
        var range = RegistryTransport.ValuesOf(response, "Range").FirstOrDefault() ?? "";
        range = range.StartsWith("bytes=", StringComparison.OrdinalIgnoreCase) ? range[6..] : range;
        return range.StartsWith("0-", StringComparison.Ordinal)
            && long.TryParse(range.AsSpan(2), NumberStyles.None, CultureInfo.InvariantCulture, out var last)
            && last < long.MaxValue
                ? last + 1
                : null;
    }
}
