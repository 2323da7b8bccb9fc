namespace Drydock.Oci.Validation;

/// <summary>The documents that can be validated.</summary>
public enum OciDocumentKind
{
    /// <summary>A descriptor by itself.</summary>
    Descriptor,

    /// <summary>An image manifest.</summary>
    Manifest,

    /// <summary>An image index, or docker's manifest list.</summary>
    Index,

    /// <summary>An image configuration.</summary>
    Config,

    /// <summary>The file <c>oci-layout</c>.</summary>
    Layout,
}

/// <summary>Something about a document that is not as the specification has it.</summary>
/// <param name="Location">Where, as a JSON pointer: <c>/layers/0/digest</c>; empty for the document itself.</param>
/// <param name="Message">What is wrong, in one sentence without full stop.</param>
/// <param name="IsAdvice">
/// True when the document is usable: the specification only says SHOULD, for the sake of other programs.
/// </param>
public sealed record OciProblem(string Location, string Message, bool IsAdvice = false)
{
    /// <summary><c>location: message</c>.</summary>
    public override string ToString() => Location.Length == 0 ? Message : $"{Location}: {Message}";
}
