namespace Drydock.Dockerfile.Instructions;

/// <summary>A name and its value, of ENV or LABEL.</summary>
/// <param name="Key">The name.</param>
/// <param name="Value">The value.</param>
/// <param name="HasEqualsSign">False for the old form, <c>ENV name value</c>.</param>
public sealed record KeyValue(string Key, string Value, bool HasEqualsSign = true)
{
    /// <summary><c>name=value</c>.</summary>
    public override string ToString() => $"{Key}={Value}";

    internal KeyValue ExpandWith(InstructionExpander expander) =>
        this with { Key = expander.Word(Key), Value = expander.Word(Value) };
}
