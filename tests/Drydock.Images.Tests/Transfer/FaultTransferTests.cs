using Drydock.Images.Packing;
using Drydock.Images.Tests.Support;
using Drydock.Images.Transfer;
using Drydock.Oci;
using Drydock.Registry;
using Drydock.Testing;

namespace Drydock.Images.Tests.Transfer;

/// <summary>Pulls through a proxy that spoils layers: what cannot be had right is not had at all. Needs docker-registry.</summary>
public sealed class FaultTransferTests() : RegistryScene(stallTimeout: TimeSpan.FromSeconds(2))
{
    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        var image = Fixture.Add($"{Registry.Host}/app:1");
        await new ImagePusher(Fixture.Store, Client, new PackOptions(), Ignore).PushAsync(image, Reference.Parse(image.Name!), CancellationToken.None);
    }

    [Theory]
    [InlineData("wrong bytes")]
    [InlineData("fewer bytes")]
    [InlineData("more bytes")]
    [InlineData("cut")]
    [InlineData("stalled")]
    [InlineData("server error")]
    [InlineData("too many requests")]
    public async Task Pull_OfSpoiledLayers_FailsWithOneMessageAndLeavesNone(string fault)
    {
        await using var proxy = new FaultProxy(Registry.Host) { After = (request, response) => request.Path.Contains("/blobs/", StringComparison.Ordinal) && response.Status is 200 or 206 ? Spoil(fault, response) : response };
        var puller = new ImagePuller(Other.Store, Client, Ignore);
        var name = Reference.Parse($"{proxy.Host}/app:1");

        var failure = await Assert.ThrowsAnyAsync<Exception>(() => puller.PullAsync(name, Platform.Host, CancellationToken.None));
        Assert.True(failure is RegistryException or ImageException, failure.ToString());
        Assert.Empty(Other.Store.Images.All());
        Assert.Empty(Directory.EnumerateFileSystemEntries(Other.Store.Paths.Layers));
        Assert.Empty(Directory.EnumerateFileSystemEntries(Other.Store.Paths.Temp));

        // What came right of it before is of use once the fault has passed.
        proxy.After = (_, response) => response;
        Assert.True((await puller.PullAsync(name, Platform.Host, CancellationToken.None)).IsNew);
    }

    private static RawResponse Spoil(string fault, RawResponse response) => fault switch
    {
        "wrong bytes" => response with { Body = [.. response.Body[..^1], (byte)(response.Body[^1] ^ 1)] },
        "fewer bytes" => response with { Body = response.Body[..^1] },
        "more bytes" => response with { Body = [.. response.Body, 0] },
        "cut" => response with { CutAfter = response.Body.Length / 2 },
        "stalled" => response with { StallAfter = response.Body.Length / 2 },
        "server error" => new RawResponse(500),
        _ => new RawResponse(429) { Headers = [("Retry-After", "0")] },
    };
}
