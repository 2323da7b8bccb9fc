using System.Globalization;
using System.Text.Json;

namespace Drydock.Benchmarks.Contests;

/// <summary>How long the binary takes to mount the root of a RUN on layers of 590 MB, and which files it makes for that.</summary>
internal static class MountContest
{
    private const int Layers = 10;
    private const int FilesOfALayer = 2000;
    private const int FileBytes = 590_000_000 / Layers / FilesOfALayer;
    private const double AtMostMilliseconds = 50;

    /// <summary>Builds, prints a line, and says whether it was fast enough and made no file.</summary>
    /// <param name="binary">The drydock.</param>
    /// <param name="work">A directory on a disk.</param>
    public static bool Run(string binary, string work)
    {
        var content = new byte[FileBytes];
        var copies = new List<string>();
        for (var layer = 0; layer < Layers; layer++)
        {
            var folder = Directory.CreateDirectory($"{work}/context/layer{layer}").FullName;
            for (var file = 0; file < FilesOfALayer; file++)
            {
                Random.Shared.NextBytes(content.AsSpan(0, 16));
                File.WriteAllBytes($"{folder}/mounted-{file:D4}", content);
            }

            copies.Add($"COPY layer{layer} /layer{layer}");
        }

        Shell.Run($"cp \"$(command -v busybox)\" '{work}/context/busybox'");
        File.WriteAllLines($"{work}/context/Dockerfile", ["FROM scratch AS base", .. copies, "COPY busybox /busybox", "FROM base", "ARG ROUND", "RUN [\"/busybox\", \"true\"]"]);
        var build = $"DRYDOCK_TRACE='{work}/trace' '{binary}' --root '{work}/store' build -q '{work}/context'";
        Shell.Run(build);

        var milliseconds = Enumerable.Range(0, 5).Select(round =>
        {
            Shell.Run($"{build} --build-arg ROUND={round}");
            return Mounting($"{work}/trace");
        }).Min();
        var made = Directory.EnumerateFiles($"{work}/store/layers", "mounted-*", SearchOption.AllDirectories).Count();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"root of {Layers} layers, {Layers * (long)FilesOfALayer * FileBytes / 1e6:0} MB in {Layers * FilesOfALayer} files, mounted in {milliseconds:0.0} ms (at most {AtMostMilliseconds:0}); files of it made: {made}"));
        return milliseconds <= AtMostMilliseconds && made == 0;
    }

    // Trace events count microseconds.
    private static double Mounting(string trace)
    {
        using var events = JsonDocument.Parse(File.ReadAllBytes(trace));
        var list = events.RootElement.ValueKind == JsonValueKind.Array ? events.RootElement : events.RootElement.GetProperty("traceEvents");
        return list.EnumerateArray().Where(e => e.GetProperty("name").GetString() == "RUN: mount the root").Sum(e => e.GetProperty("dur").GetDouble()) / 1e3;
    }
}
