namespace Drydock.Dockerfile.Expansion;

/// <summary>Gives the value of a variable.</summary>
/// <param name="name">The name, without <c>$</c>.</param>
/// <returns>The value; null when the variable is not set. An empty value is set.</returns>
public delegate string? VariableLookup(string name);
