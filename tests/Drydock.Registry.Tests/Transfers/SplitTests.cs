using System.Collections.Concurrent;
using System.Globalization;
using Drydock.Registry.Configuration;
using Drydock.Registry.Transfers;
using Drydock.Testing;

namespace Drydock.Registry.Tests.Transfers;

/// <summary>A blob over several connections, and one of which a part is at hand.</summary>
public sealed class SplitTests : IAsyncDisposable
{
    private const int Segment = 1 << 20;
    private const int Size = (12 * Segment) + 12345;

    private readonly byte[] _content = Samples.Bytes(Size);
    private readonly ConcurrentQueue<(long First, long? Last)> _ranges = [];
    private readonly ConcurrentQueue<RegistryEvent> _events = [];
    private readonly RawHttpServer _server;
    private Func<(long First, long? Last), RawResponse, RawResponse?> _spoil = (_, response) => response;

    public SplitTests() => _server = new RawHttpServer(Answer);

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task OpenBlob_OverAConnectionThatIsWaitedFor_ComesInSegments()
    {
        Assert.Equal(_content, await PullAsync());

        var split = Assert.Single(_events.OfType<DownloadSplit>());
        Assert.Equal(3, split.Connections);
        var segments = _ranges.Where(r => r.Last is not null).OrderBy(r => r.First).ToList();
        Assert.All(segments.Zip(segments.Skip(1)), pair => Assert.Equal(pair.First.Last + 1, pair.Second.First));
        Assert.Equal(Size - 1, segments[^1].Last);
        Assert.All(segments, s => Assert.InRange(s.Last!.Value - s.First, 0, Segment - 1));
        Assert.Equal((0, null), Assert.Single(_ranges, r => r.Last is null));
    }

    [Fact]
    public async Task OpenBlob_FromAServerWithoutRanges_ComesOverOneConnection()
    {
        _spoil = (range, _) => new RawResponse(200) { Body = _content };
        Assert.Equal(_content, await PullAsync());
        Assert.DoesNotContain(_events, e => e is DownloadResumed);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(404)]
    public async Task OpenBlob_WhereALaterSegmentFails_GoesOnOverOneConnection(int status)
    {
        _spoil = (range, response) => range.Last is not null && range.First >= 8 * Segment ? new RawResponse(status) : response;
        Assert.Equal(_content, await PullAsync());
        Assert.Contains(_events, e => e is DownloadResumed);
        Assert.Single(_events.OfType<DownloadSplit>());
    }

    [Fact]
    public async Task OpenBlob_WithSegmentsThatAreCutOnce_AsksForThemAgain()
    {
        var seen = new ConcurrentDictionary<long, bool>();
        _spoil = (range, response) => range.Last is not null && seen.TryAdd(range.First, true) ? response with { CutAfter = 1000 } : response;
        Assert.Equal(_content, await PullAsync());
        Assert.DoesNotContain(_events, e => e is DownloadResumed);
    }

    [Fact]
    public async Task OpenBlob_WithWrongBytesInASegment_IsRefused()
    {
        _spoil = (range, response) => range.Last is not null && range.First > 6 * Segment ? response with { Body = new byte[response.Body.Length] } : response;
        await Samples.FailsAsync(PullAsync, RegistryOutcome.DigestMismatch);
    }

    [Fact]
    public async Task OpenBlob_WithSegmentsOfOtherPlaces_ComesOverOneConnection()
    {
        _spoil = (range, response) => range.Last is null ? response : response with { Headers = [("Content-Range", $"bytes 0-{range.Last - range.First}/{Size}")] };
        Assert.Equal(_content, await PullAsync());
    }

    [Fact]
    public async Task OpenBlob_BelowTheLeastSize_IsNotSplit()
    {
        Assert.Equal(_content, await PullAsync(split => split with { MinimumBytes = Size + 1 }));
        Assert.Equal((0, null), Assert.Single(_ranges));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5_000_000)]
    [InlineData(Size)]
    public async Task ResumeBlob_WithAPart_AsksForTheRestAndKeepsAll(int received)
    {
        using var client = Client(s => s with { Connections = 1 });
        using var part = Part(_content[..received]);
        await using var blob = await client.ResumeBlobAsync(Repository, Samples.Blob(_content), part);
        Assert.Equal(_content, await Samples.ReadAllAsync(blob));
        Assert.Equal(_content, part.ToArray());
        Assert.Equal(received == Size ? [] : [(received, null)], _ranges);
    }

    [Fact]
    public async Task ResumeBlob_WithAWrongPart_IsRefused()
    {
        using var client = Client();
        using var part = Part(new byte[100]);
        await using var blob = await client.ResumeBlobAsync(Repository, Samples.Blob(_content), part);
        await Samples.FailsAsync(() => Samples.ReadAllAsync(blob), RegistryOutcome.DigestMismatch);
    }

    [Theory]
    [InlineData(0.6, 51, true)]
    [InlineData(0.4, 51, false)]
    [InlineData(0.6, 49, false)]
    public void Note_ByTheShareOfWaiting_Judges(double waited, long enough, bool isSlow)
    {
        var time = new StepTime();
        var pace = new ReadPace(new SplitOptions { JudgeEveryBytes = 100, EnoughBytesPerSecond = enough }, time);
        Assert.False(Read(50));
        Assert.Equal(isSlow, Read(50));
        Assert.False(Read(50));

        bool Read(int count)
        {
            time.Pass(1 - waited);
            var before = pace.Now;
            time.Pass(waited);
            return pace.Note(before, count);
        }
    }

    private RepositoryName Repository => new(_server.Host, "large");

    private static MemoryStream Part(byte[] bytes)
    {
        var part = new MemoryStream();
        part.Write(bytes);
        part.Position = 0;
        return part;
    }

    private RegistryClient Client(Func<SplitOptions, SplitOptions>? change = null)
    {
        var split = new SplitOptions { MinimumBytes = Segment, JudgeEveryBytes = Segment, WaitingShare = 0, EnoughBytesPerSecond = long.MaxValue, SegmentBytes = Segment, Connections = 3 };
        return Samples.Client(o => o with { Split = change is null ? split : change(split), OnEvent = _events.Enqueue });
    }

    private Task<byte[]> PullAsync() => PullAsync(null);

    private async Task<byte[]> PullAsync(Func<SplitOptions, SplitOptions>? change)
    {
        using var client = Client(change);
        return await Samples.PullAsync(client, Repository, Samples.Blob(_content));
    }

    private RawResponse? Answer(RawRequest request)
    {
        var range = request["Range"]?.Split('=')[1].Split('-');
        var first = range is null ? 0 : long.Parse(range[0], CultureInfo.InvariantCulture);
        var last = range is [_, { Length: > 0 } end] ? long.Parse(end, CultureInfo.InvariantCulture) : (long?)null;
        _ranges.Enqueue((first, last));
        var body = _content[(int)first..((int)(last ?? Size - 1) + 1)];
        return _spoil((first, last), range is null
            ? new RawResponse(200) { Body = body }
            : new RawResponse(206) { Body = body, Headers = [("Content-Range", $"bytes {first}-{first + body.Length - 1}/{Size}")] });
    }

    private sealed class StepTime : TimeProvider
    {
        private long _now;

        public override long TimestampFrequency => 1000;

        public override long GetTimestamp() => _now;

        public void Pass(double seconds) => _now += (long)(seconds * 1000);
    }
}
