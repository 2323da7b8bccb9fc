namespace Drydock.Testing;

/// <summary>The checkout that the tests were built from.</summary>
public static class Checkout
{
    /// <summary>Its folder; null when the tests were taken elsewhere.</summary>
    public static string? Root { get; } = Find();

    private static string? Find()
    {
        var folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Join(folder, "Drydock.slnx")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder;
    }
}
