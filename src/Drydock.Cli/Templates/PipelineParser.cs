namespace Drydock.Cli.Templates;

/// <summary>Reads pipelines: variables, commands, operands. Knows which variables are in scope.</summary>
/// <remarks>Go, text/template, "Pipelines", "Variables" and "Arguments".</remarks>
internal sealed class PipelineParser(TokenReader reader, IReadOnlySet<string> functions)
{
    private readonly Stack<int> _scopes = new();
    private List<string> _variables = ["$"];

    public void EnterScope() => _scopes.Push(_variables.Count);

    public void LeaveScope()
    {
        var count = _scopes.Pop();
        _variables.RemoveRange(count, _variables.Count - count);
    }

    /// <summary>Begins a defined template, which sees no variable but <c>$</c>; returns those to return to.</summary>
    public List<string> StartNewTemplate()
    {
        var outer = _variables;
        _variables = ["$"];
        return outer;
    }

    public void ReturnTo(List<string> variables) => _variables = variables;

    /// <summary>Reads a pipeline up to the closing brace or parenthesis, which is left.</summary>
    public PipelineNode Parse(string context, bool allowTwoVariables = false)
    {
        var start = reader.PeekSkippingSpace().Start;
        var (names, isAssignment) = ParseVariables(context, allowTwoVariables);
        var commands = new List<CommandNode>();
        do
        {
            commands.Add(ParseCommand(context));
        }
        while (TryReadPipe());

        foreach (var later in commands.Skip(1))
        {
            if (later.Operands[0] is not (FunctionNode or FieldNode or VariableNode))
            {
                throw reader.Error(later.Start, $"non executable command in pipeline stage {commands.IndexOf(later) + 1}");
            }
        }

        if (!isAssignment)
        {
            _variables.AddRange(names);
        }

        return new PipelineNode(start, commands[^1].End, names, isAssignment, commands);
    }

    private bool TryReadPipe()
    {
        if (!reader.PeekSkippingSpace().Is("|"))
        {
            return false;
        }

        reader.Read();
        return true;
    }

    /// <summary>Reads <c>$a :=</c>, <c>$a =</c> or <c>$i, $e :=</c> where one is written.</summary>
    private (IReadOnlyList<string> Names, bool IsAssignment) ParseVariables(string context, bool allowTwo)
    {
        var first = reader.Peek();
        if (first.Kind != TokenKind.Variable)
        {
            return ([], false);
        }

        reader.Read();
        var symbol = reader.PeekBehindSpace();
        if (symbol.Is(","))
        {
            reader.ReadSkippingSpace();
            var second = reader.ReadSkippingSpace();
            var declare = reader.ReadSkippingSpace();
            if (!allowTwo || second.Kind != TokenKind.Variable || !(declare.Is(":=") || declare.Is("=")))
            {
                throw reader.Error(first.Start, $"too many declarations in {context}");
            }

            return ([first.Text, second.Text], declare.Is("="));
        }

        if (symbol.Is(":=") || symbol.Is("="))
        {
            reader.ReadSkippingSpace();
            if (symbol.Is("="))
            {
                CheckDefined(first);
            }

            return ([first.Text], symbol.Is("="));
        }

        _pending = first;
        return ([], false);
    }

    private TemplateToken? _pending;

    private TemplateToken ReadOperandToken()
    {
        if (_pending is { } token)
        {
            _pending = null;
            return token;
        }

        return reader.Read();
    }

    private CommandNode ParseCommand(string context)
    {
        var operands = new List<TemplateNode>();
        while (true)
        {
            var next = _pending ?? reader.PeekSkippingSpace();
            if (next.Kind is TokenKind.Close or TokenKind.End || next.Is("|") || next.Is(")"))
            {
                return operands.Count > 0
                    ? new CommandNode(operands[0].Start, operands[^1].End, operands)
                    : throw reader.Error(next.Start, next.Kind == TokenKind.Close ? $"missing value for {context}" : $"unexpected \"{next.Text}\" in {context}");
            }

            operands.Add(ParseOperand(context));
            var behind = reader.Peek();
            if (behind.Kind is not (TokenKind.Space or TokenKind.Close) && !behind.Is("|") && !behind.Is(")"))
            {
                throw reader.Unexpected(behind, "operand");
            }
        }
    }

    private TemplateNode ParseOperand(string context)
    {
        var token = ReadOperandToken();
        TemplateNode node = token.Kind switch
        {
            TokenKind.Literal => new LiteralNode(token.Start, token.End, token.Value),
            TokenKind.Dot => new DotNode(token.Start, token.End),
            TokenKind.Field => new FieldNode(token.Start, token.End, new DotNode(token.Start, token.Start), token.Text),
            TokenKind.Variable => Variable(token),
            TokenKind.Identifier => Identifier(token),
            TokenKind.Symbol when token.Text == "(" => Parenthesized(token, context),
            _ => throw reader.Unexpected(token, "operand"),
        };
        while (reader.Peek().Kind == TokenKind.Field)
        {
            var field = reader.Read();
            node = node is LiteralNode or DotNode
                ? throw reader.Error(field.Start, $"unexpected .{field.Text} after term \"{token.Text}\"")
                : new FieldNode(node.Start, field.End, node, field.Text);
        }

        return node;
    }

    private PipelineNode Parenthesized(TemplateToken open, string context)
    {
        var pipeline = Parse("parenthesized pipeline");
        var close = reader.ReadSkippingSpace();
        return close.Is(")")
            ? pipeline with { Start = open.Start, End = close.End }
            : throw reader.Error(open.Start, $"unclosed left paren in {context}");
    }

    private TemplateNode Identifier(TemplateToken token) => token.Text switch
    {
        "true" => new LiteralNode(token.Start, token.End, true),
        "false" => new LiteralNode(token.Start, token.End, false),
        "nil" => new LiteralNode(token.Start, token.End, null),
        var name when functions.Contains(name) => new FunctionNode(token.Start, token.End, name),
        _ => throw reader.Error(token.Start, $"function \"{token.Text}\" not defined"),
    };

    private VariableNode Variable(TemplateToken token)
    {
        CheckDefined(token);
        return new VariableNode(token.Start, token.End, token.Text);
    }

    private void CheckDefined(TemplateToken token)
    {
        if (!_variables.Contains(token.Text))
        {
            throw reader.Error(token.Start, $"undefined variable \"{token.Text}\"");
        }
    }
}
