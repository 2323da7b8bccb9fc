using Drydock.Images.Transfer;
using Drydock.Registry;
using Drydock.Registry.Configuration;
using Drydock.Testing;

namespace Drydock.Images.Tests.Support;

/// <summary>A registry, a client that does not wait long before it tries again, and two stores to bring images there and back (docker-registry must be installed).</summary>
public abstract class RegistryScene : IAsyncLifetime, IDisposable
{
    private LocalRegistry? _registry;

    /// <summary>Makes the client.</summary>
    /// <param name="stallTimeout">How long it waits for bytes; null for as long as a user's.</param>
    protected RegistryScene(TimeSpan? stallTimeout = null)
    {
        var options = new RegistryOptions { Retry = new RetryOptions { MaxAttempts = 2, BaseDelay = TimeSpan.FromMilliseconds(1), MaxDelay = TimeSpan.FromMilliseconds(5) } };
        Client = new RegistryClient(stallTimeout is { } timeout ? options with { StallTimeout = timeout } : options);
    }

    protected StoreFixture Fixture { get; } = new();

    protected StoreFixture Other { get; } = new();

    protected LocalRegistry Registry => _registry!;

    protected RegistryClient Client { get; }

    public virtual async Task InitializeAsync() => _registry = await LocalRegistry.StartAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose()
    {
        Client.Dispose();
        _registry?.Dispose();
        Fixture.Dispose();
        Other.Dispose();
        GC.SuppressFinalize(this);
    }

    protected static void Ignore(TransferNews news)
    {
    }
}
