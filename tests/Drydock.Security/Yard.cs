namespace Drydock.Security;

/// <summary>The registry of a test class.</summary>
public sealed class Yard : Shipyard, IAsyncLifetime;
