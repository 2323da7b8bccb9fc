namespace Drydock.Cli.Templates;

/// <summary>The kinds of tokens.</summary>
internal enum TokenKind
{
    /// <summary>Text outside of actions.</summary>
    Text,

    /// <summary><c>{{</c>.</summary>
    Open,

    /// <summary><c>}}</c>.</summary>
    Close,

    /// <summary>Blanks, which separate operands.</summary>
    Space,

    /// <summary>A keyword or the name of a function.</summary>
    Identifier,

    /// <summary><c>.Name</c>.</summary>
    Field,

    /// <summary><c>.</c>.</summary>
    Dot,

    /// <summary><c>$</c> or <c>$name</c>.</summary>
    Variable,

    /// <summary>A text, number or character, with its value.</summary>
    Literal,

    /// <summary>One of <c>| ( ) , = :=</c>.</summary>
    Symbol,

    /// <summary>The end of the template.</summary>
    End,
}

/// <summary>A token of a template.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Start">Where it begins in the source.</param>
/// <param name="Text">Its text; of a field the name without the dot.</param>
/// <param name="End">Where it ends in the source.</param>
/// <param name="Value">The value of a literal.</param>
internal readonly record struct TemplateToken(TokenKind Kind, int Start, string Text, int End, object? Value = null)
{
    /// <summary>Whether this is that symbol.</summary>
    public bool Is(string symbol) => Kind == TokenKind.Symbol && Text == symbol;
}
