using System.Diagnostics;
using Drydock.Linux.Files;

namespace Drydock.Linux.Tests.Files;

public sealed class DirectoryPlacementTests
{
    [Theory]
    [InlineData("/var/tmp")]
    [InlineData("/dev/shm")]
    public void Spread_WhereThereIsTheHint_IsSetAndHarmless(string fileSystem)
    {
        var directory = Path.Combine(fileSystem, $"drydock-test-{Guid.NewGuid():N}");
        Directory.CreateDirectory(directory);
        try
        {
            var done = DirectoryPlacement.Spread(directory);
            Directory.CreateDirectory(Path.Combine(directory, "new"));
            Assert.Equal(done, Attributes(directory).Contains('T', StringComparison.Ordinal));
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    // The letters before the path; of file systems without any, nothing.
    private static string Attributes(string directory)
    {
        using var process = Process.Start(new ProcessStartInfo("lsattr", ["-d", directory]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return text.Split(' ')[0];
    }
}
