namespace Drydock.Linux;

/// <summary>Placeholder of the first commit.</summary>
public sealed partial class RootedDirectory;
