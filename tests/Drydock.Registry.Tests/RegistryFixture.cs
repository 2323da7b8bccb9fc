using Drydock.Testing;

namespace Drydock.Registry.Tests;

/// <summary>One plain registry for all tests of a class.</summary>
public sealed class RegistryFixture : IAsyncLifetime
{
    private LocalRegistry? _registry;
    private int _repositories;

    public string Host => _registry!.Host;

    public LocalRegistry Registry => _registry!;

    /// <summary>A repository that no other test uses, seen through <paramref name="host"/>.</summary>
    public RepositoryName NewRepository(string? host = null) => new(host ?? Host, $"test/r{Interlocked.Increment(ref _repositories)}");

    public async Task InitializeAsync() => _registry = await LocalRegistry.StartAsync();

    public Task DisposeAsync()
    {
        _registry?.Dispose();
        return Task.CompletedTask;
    }
}
