using System.Text.Json;

namespace Drydock.EndToEnd;

/// <summary>What <c>drydock fsck</c> says of a store.</summary>
internal static class StoreHealth
{
    /// <summary>Fails when anything is damaged; what a process that was killed left is fine. Every image is recomputed.</summary>
    public static async Task AssertWholeAsync(DrydockProgram drydock)
    {
        var result = await drydock.RunAsync("fsck", "--format", "json");
        var damaged = Findings(result).Where(f => f.GetProperty("State").GetString() != "leftover");
        Assert.True(result.ExitCode == 0 && !damaged.Any(), $"fsck: exit code {result.ExitCode}\n{result.Output}{result.Errors}");
    }

    /// <summary>The findings of <c>fsck --format json</c>.</summary>
    public static IReadOnlyList<JsonElement> Findings(CommandResult result) =>
        [.. result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonDocument.Parse(l).RootElement)];
}
