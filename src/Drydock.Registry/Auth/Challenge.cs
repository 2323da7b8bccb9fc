namespace Drydock.Registry.Auth;

/// <summary>One way to prove an identity that a server offers with status 401.</summary>
/// <param name="Scheme">The scheme in lower case: <c>basic</c>, <c>bearer</c>, ….</param>
/// <param name="Parameters">Its parameters by lower-case name.</param>
/// <remarks>RFC 9110, 11.6.1.</remarks>
internal sealed record Challenge(string Scheme, IReadOnlyDictionary<string, string> Parameters)
{
    /// <summary>A parameter, or an empty text when it is absent.</summary>
    public string this[string name] => Parameters.GetValueOrDefault(name, "");
}
