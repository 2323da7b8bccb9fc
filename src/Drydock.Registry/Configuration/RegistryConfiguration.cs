namespace Drydock.Registry.Configuration;

/// <summary>Reads what the machine and the environment say about registries.</summary>
public static class RegistryConfiguration
{
    /// <summary>
    /// Options from <c>registries.conf</c>, <c>certs.d</c>, credential files, <c>DRYDOCK_MIRROR</c>
    /// and the proxy variables.
    /// </summary>
    /// <param name="variable">Reads an environment variable; null for the process's own.</param>
    /// <exception cref="RegistryException">A file or value is malformed (<see cref="RegistryOutcome.Configuration"/>).</exception>
    public static RegistryOptions Load(Func<string, string?>? variable = null) => throw new NotImplementedException();

    /// <summary>Reads <c>HOST=MIRROR[/PATH],…</c>, as in DRYDOCK_MIRROR and <c>--mirror</c>.</summary>
    /// <exception cref="RegistryException">The text is malformed (<see cref="RegistryOutcome.Configuration"/>).</exception>
    public static IReadOnlyList<RegistryRule> ParseMirrors(string text) => throw new NotImplementedException();
}
