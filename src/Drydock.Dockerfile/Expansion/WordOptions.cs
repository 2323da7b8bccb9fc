namespace Drydock.Dockerfile.Expansion;

/// <summary>How far words are processed. The default removes quotes and escapes, and unset variables are empty.</summary>
public readonly record struct WordOptions
{
    /// <summary>Quotation marks stay in the result.</summary>
    public bool KeepQuotes { get; init; }

    /// <summary>Escape characters stay in the result, together with what they escape.</summary>
    public bool KeepEscapes { get; init; }

    /// <summary>Quotation marks mean nothing: they are text like any other.</summary>
    public bool IgnoreQuotes { get; init; }

    /// <summary>References to unset variables stay as they are.</summary>
    public bool KeepUnset { get; init; }
}
