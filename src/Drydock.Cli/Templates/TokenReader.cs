namespace Drydock.Cli.Templates;

/// <summary>A cursor over the tokens of a template.</summary>
internal sealed class TokenReader(TemplateSource source, IReadOnlyList<TemplateToken> tokens)
{
    private int _position;

    public TemplateToken Peek() => tokens[_position];

    public TemplateToken PeekSkippingSpace()
    {
        SkipSpace();
        return Peek();
    }

    public TemplateToken Read() => tokens[_position < tokens.Count - 1 ? _position++ : _position];

    public TemplateToken ReadSkippingSpace()
    {
        SkipSpace();
        return Read();
    }

    /// <summary>Looks past one space, without reading anything.</summary>
    public TemplateToken PeekBehindSpace() =>
        Peek().Kind == TokenKind.Space ? tokens[Math.Min(_position + 1, tokens.Count - 1)] : Peek();

    public TemplateToken ExpectClose(string context)
    {
        var token = ReadSkippingSpace();
        return token.Kind == TokenKind.Close ? token : throw Unexpected(token, context);
    }

    public string ReadName(string context)
    {
        var token = ReadSkippingSpace();
        return token is { Kind: TokenKind.Literal, Value: string name } ? name : throw Unexpected(token, context);
    }

    public TemplateException Unexpected(TemplateToken token, string context) =>
        Error(token.Start, token.Kind == TokenKind.End ? $"unexpected end in {context}" : $"unexpected \"{token.Text}\" in {context}");

    public TemplateException Error(int position, string cause) => TemplateException.Parsing(source, position, cause);

    private void SkipSpace()
    {
        if (Peek().Kind == TokenKind.Space)
        {
            _position++;
        }
    }
}
