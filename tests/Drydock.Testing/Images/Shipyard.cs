namespace Drydock.Testing.Images;

/// <summary>A real registry that has <c>busybox:latest</c>. Test projects derive their class fixture from it.</summary>
public class Shipyard
{
    private LocalRegistry? _registry;

    /// <summary>Host and port of the registry.</summary>
    public string Registry => _registry!.Host;

    /// <summary>Starts it.</summary>
    public async Task InitializeAsync()
    {
        _registry = await LocalRegistry.StartAsync();
        await PushAsync("library/busybox:latest", await BusyBox.LayerAsync());
    }

    /// <summary>A context and a store that know the registry.</summary>
    public BuildSite NewSite() => new(Registry);

    /// <summary>Gives the registry an image that is configured as busybox is.</summary>
    public async Task PushAsync(string name, params byte[][] layers)
    {
        using var layout = new ImageLayout();
        layout.Add("image", BusyBox.Configuration(), layers);
        await layout.PushAsync("image", Registry, name);
    }

    /// <summary>Ends it.</summary>
    public Task DisposeAsync()
    {
        _registry?.Dispose();
        return Task.CompletedTask;
    }
}
