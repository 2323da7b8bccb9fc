using System.Text;
using Drydock.Oci;
using Drydock.Registry.Configuration;

namespace Drydock.Registry.Tests;

/// <summary>Content and clients that tests share.</summary>
internal static class Samples
{
    public static readonly RetryOptions FastRetry = new() { BaseDelay = TimeSpan.FromMilliseconds(5), MaxDelay = TimeSpan.FromMilliseconds(50) };

    /// <summary>Bytes that compress badly and differ by seed.</summary>
    public static byte[] Bytes(int length, int seed = 1)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    public static Descriptor Blob(byte[] bytes, string mediaType = MediaTypes.OciLayer) =>
        new() { MediaType = mediaType, Digest = Digest.OfBytes(bytes), Size = bytes.Length };

    public static RegistryClient Client(Func<RegistryOptions, RegistryOptions>? change = null)
    {
        var options = new RegistryOptions { Retry = FastRetry, StallTimeout = TimeSpan.FromSeconds(10) };
        return new RegistryClient(change is null ? options : change(options));
    }

    public static async Task<byte[]> ReadAllAsync(Stream stream)
    {
        using var memory = new MemoryStream();
        await stream.CopyToAsync(memory);
        return memory.ToArray();
    }

    /// <summary>Pulls a blob whole.</summary>
    public static async Task<byte[]> PullAsync(RegistryClient client, RepositoryName repository, Descriptor blob)
    {
        await using var stream = await client.OpenBlobAsync(repository, blob);
        return await ReadAllAsync(stream);
    }

    /// <summary>Pushes an image of one layer and returns its manifest's descriptor.</summary>
    public static async Task<Descriptor> PushImageAsync(RegistryClient client, RepositoryName repository, string? tag, byte[] layer)
    {
        var config = OciJson.Serialize(new ImageConfig
        {
            Architecture = "amd64",
            Os = "linux",
            RootFs = new RootFs { DiffIds = [Digest.OfBytes(layer)] },
        });
        var manifest = OciJson.Serialize(new Manifest
        {
            MediaType = MediaTypes.OciManifest,
            Config = Blob(config, MediaTypes.OciConfig),
            Layers = [Blob(layer)],
        });
        await client.PushBlobAsync(repository, Blob(config), () => new MemoryStream(config));
        await client.PushBlobAsync(repository, Blob(layer), () => new MemoryStream(layer));
        return await client.PushManifestAsync(repository, tag, MediaTypes.OciManifest, manifest);
    }

    /// <summary>A layer that is a tar with one file, as other tools want it.</summary>
    public static byte[] TarLayer(string name, string content)
    {
        using var memory = new MemoryStream();
        using (var tar = new System.Formats.Tar.TarWriter(memory, leaveOpen: true))
        {
            tar.WriteEntry(new System.Formats.Tar.PaxTarEntry(System.Formats.Tar.TarEntryType.RegularFile, name)
            {
                DataStream = new MemoryStream(Encoding.UTF8.GetBytes(content)),
                ModificationTime = DateTimeOffset.UnixEpoch,
            });
        }

        return memory.ToArray();
    }

    public static async Task<RegistryException> FailsAsync(Func<Task> action, RegistryOutcome outcome)
    {
        var failure = await Assert.ThrowsAsync<RegistryException>(action);
        Assert.Equal(outcome, failure.Outcome);
        Assert.DoesNotContain('\n', failure.Message);
        return failure;
    }
}
