using System.Diagnostics;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace Drydock.Testing.Images;

/// <summary>
/// Recomputes all that the files of an OCI layout, or of a docker archive, claim of each other: digests, sizes, DiffIDs, order
/// and number of layers. None of Drydock's own code is in it. Needs zstd where a layer is compressed so.
/// </summary>
/// <param name="files">The files by path.</param>
internal sealed class ImageExaminer(IReadOnlyDictionary<string, byte[]> files)
{
    private const string Blobs = "blobs/sha256/";
    private readonly List<string> _problems = [];
    private readonly HashSet<string> _named = [];

    /// <summary>One line for each claim that is wrong; none where the files are no image.</summary>
    public IReadOnlyList<string> Examine()
    {
        if (files.TryGetValue("index.json", out var index))
        {
            foreach (var entry in Parse(index)["manifests"]!.AsArray())
            {
                ExamineManifest(entry!);
            }

            foreach (var (path, bytes) in files.Where(f => f.Key.StartsWith(Blobs, StringComparison.Ordinal)))
            {
                Expect(path[Blobs.Length..] == Hash(bytes), $"{path} has other bytes");
                Expect(_named.Contains(path), $"nothing names {path}");
            }
        }

        if (files.TryGetValue("manifest.json", out var manifest) && JsonNode.Parse(manifest) is JsonArray images)
        {
            foreach (var image in images)
            {
                ExamineDockerImage(image!);
            }
        }

        return _problems;
    }

    private void ExamineManifest(JsonNode descriptor)
    {
        if (Read(descriptor) is not { } bytes)
        {
            return;
        }

        var manifest = Parse(bytes);
        if (manifest["manifests"] is JsonArray children)
        {
            foreach (var child in children)
            {
                ExamineManifest(child!);
            }

            return;
        }

        var layers = manifest["layers"]!.AsArray().Select(l => Read(l!)).ToList();
        var config = Read(manifest["config"]!);

        // What is attested of an image has statements for layers.
        if (config is not null && !manifest["layers"]!.AsArray().Any(l => ((string)l!["mediaType"]!).Contains("in-toto", StringComparison.Ordinal)))
        {
            ExamineLayers((string)descriptor["digest"]!, Parse(config), layers);
        }
    }

    private void ExamineDockerImage(JsonNode image)
    {
        var config = (string)image["Config"]!;
        if (!files.TryGetValue(config, out var bytes))
        {
            _problems.Add($"manifest.json: {config} is not there");
            return;
        }

        Expect(Path.GetFileNameWithoutExtension(config) == Hash(bytes), $"{config} has other bytes");
        ExamineLayers(config, Parse(bytes), [.. image["Layers"]!.AsArray().Select(l => files.GetValueOrDefault((string)l!))]);
    }

    private void ExamineLayers(string name, JsonNode config, List<byte[]?> layers)
    {
        var claimed = config["rootfs"]?["diff_ids"]?.AsArray().Select(d => (string)d!).ToList() ?? [];
        Expect(claimed.SequenceEqual(layers.Select(l => l is null ? "missing" : "sha256:" + Hash(Decompress(l)))), $"{name}: its layers are not those of its config");
        if (config["history"] is JsonArray { Count: > 0 } history)
        {
            Expect(history.Count(h => (bool?)h!["empty_layer"] != true) == layers.Count, $"{name}: its history has another number of layers");
        }
    }

    private byte[]? Read(JsonNode descriptor)
    {
        var digest = (string)descriptor["digest"]!;
        var path = "blobs/" + digest.Replace(':', '/');
        _named.Add(path);
        if (!files.TryGetValue(path, out var bytes))
        {
            _problems.Add($"{digest} is not there");
            return null;
        }

        Expect((long)descriptor["size"]! == bytes.Length, $"{digest} has {bytes.Length} bytes, not {descriptor["size"]}");
        return bytes;
    }

    private void Expect(bool condition, string problem)
    {
        if (!condition)
        {
            _problems.Add(problem);
        }
    }

    private static byte[] Decompress(byte[] blob)
    {
        if (blob is [0x28, 0xb5, 0x2f, 0xfd, ..])
        {
            return Run("zstd", "-dcq", blob);
        }

        if (blob is not [0x1f, 0x8b, ..])
        {
            return blob;
        }

        using var gzip = new GZipStream(new MemoryStream(blob), CompressionMode.Decompress);
        using var plain = new MemoryStream();
        gzip.CopyTo(plain);
        return plain.ToArray();
    }

    private static byte[] Run(string program, string arguments, byte[] input)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        var feeding = Task.Run(() =>
        {
            process.StandardInput.BaseStream.Write(input);
            process.StandardInput.Close();
        });
        using var output = new MemoryStream();
        process.StandardOutput.BaseStream.CopyTo(output);
        feeding.GetAwaiter().GetResult();
        process.WaitForExit();
        return output.ToArray();
    }

    private static JsonNode Parse(byte[] json) => JsonNode.Parse(json)!;

    private static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
