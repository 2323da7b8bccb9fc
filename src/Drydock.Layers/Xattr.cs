namespace Drydock.Layers;

/// <summary>One extended attribute.</summary>
/// <param name="Name">The whole name with its namespace, such as <c>security.capability</c>, as bytes.</param>
/// <param name="Value">The value, any bytes.</param>
public sealed record Xattr(byte[] Name, byte[] Value);
