namespace Drydock.Comparison.Harness;

/// <summary>The images that cases begin from, beside busybox.</summary>
internal static class BaseImages
{
    /// <summary>Puts them into the registry of <paramref name="yard"/>.</summary>
    public static async Task PushAsync(Shipyard yard)
    {
        await Task.CompletedTask;
        _ = yard;
    }
}
