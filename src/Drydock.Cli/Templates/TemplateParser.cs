namespace Drydock.Cli.Templates;

/// <summary>Builds the nodes of a template from its tokens: the statements.</summary>
/// <remarks>Go, text/template, "Actions". Pipelines are read by <see cref="PipelineParser"/>.</remarks>
internal sealed class TemplateParser
{
    private readonly TemplateSource _source;
    private readonly TokenReader _reader;
    private readonly PipelineParser _pipelines;
    private readonly Dictionary<string, IReadOnlyList<TemplateNode>> _definitions;
    private int _loopDepth;

    private TemplateParser(TemplateSource source, IReadOnlySet<string> functions, Dictionary<string, IReadOnlyList<TemplateNode>> definitions)
    {
        _source = source;
        _definitions = definitions;
        _reader = new TokenReader(source, TemplateLexer.Tokenize(source));
        _pipelines = new PipelineParser(_reader, functions);
    }

    /// <summary>Parses a template.</summary>
    /// <param name="source">Its text.</param>
    /// <param name="functions">The functions it may name.</param>
    /// <param name="definitions">Receives what <c>define</c> and <c>block</c> define.</param>
    /// <exception cref="TemplateException">The text is malformed.</exception>
    public static IReadOnlyList<TemplateNode> Parse(
        TemplateSource source, IReadOnlySet<string> functions, Dictionary<string, IReadOnlyList<TemplateNode>> definitions)
    {
        var parser = new TemplateParser(source, functions, definitions);
        var (nodes, end) = parser.ParseList();
        return end.Keyword.Length == 0 ? nodes : throw TemplateException.Parsing(source, end.Start, $"unexpected {{{{{end.Keyword}}}}}");
    }

    /// <summary>Reads nodes up to <c>end</c>, <c>else</c> or the end of the text, the first two with their keyword read.</summary>
    private (List<TemplateNode> Nodes, (string Keyword, int Start) End) ParseList()
    {
        var nodes = new List<TemplateNode>();
        while (true)
        {
            var token = _reader.Read();
            if (token.Kind == TokenKind.End)
            {
                return (nodes, ("", token.Start));
            }

            if (token.Kind == TokenKind.Text)
            {
                nodes.Add(new TextNode(token.Start, token.End, token.Text));
                continue;
            }

            var first = _reader.PeekSkippingSpace();
            if (first is { Kind: TokenKind.Identifier, Text: "end" or "else" })
            {
                _reader.ReadSkippingSpace();
                return (nodes, (first.Text, first.Start));
            }

            if (ParseAction(first) is { } node)
            {
                nodes.Add(node);
            }
        }
    }

    /// <summary>Reads an action whose braces are open; null when it only defines something.</summary>
    private TemplateNode? ParseAction(TemplateToken first)
    {
        if (first.Kind != TokenKind.Identifier || first.Text is not ("if" or "with" or "range" or "break" or "continue" or "define" or "block" or "template"))
        {
            var pipeline = _pipelines.Parse("command");
            _reader.ExpectClose("command");
            return new ActionNode(pipeline);
        }

        _reader.ReadSkippingSpace();
        return first.Text switch
        {
            "if" => ParseBranch(BranchKind.If, first.Start),
            "with" => ParseBranch(BranchKind.With, first.Start),
            "range" => ParseBranch(BranchKind.Range, first.Start),
            "define" => ParseDefinition(first),
            "block" => ParseBlock(first),
            "template" => ParseInvocation(first),
            _ => ParseLoopControl(first),
        };
    }

    private BranchNode ParseBranch(BranchKind kind, int start)
    {
        var context = kind.ToString().ToLowerInvariant();
        _pipelines.EnterScope();
        var pipeline = _pipelines.Parse(context, allowTwoVariables: kind == BranchKind.Range);
        _reader.ExpectClose(context);
        _loopDepth += kind == BranchKind.Range ? 1 : 0;
        var (body, end) = ParseList();
        _loopDepth -= kind == BranchKind.Range ? 1 : 0;
        List<TemplateNode> otherwise = [];
        if (end.Keyword == "else")
        {
            (otherwise, end) = ParseElse(kind, context);
        }

        if (end.Keyword != "end")
        {
            throw TemplateException.Parsing(_source, start, end.Keyword.Length == 0 ? $"unclosed {{{{{context}}}}}: {{{{end}}}} is missing" : "expected {{end}}; found {{else}}");
        }

        if (end.Start >= 0)
        {
            _reader.ExpectClose("end");
        }

        _pipelines.LeaveScope();
        return new BranchNode(start, pipeline.End, kind, pipeline, body, otherwise);
    }

    /// <summary>Reads what follows <c>else</c>; <c>else if</c> and <c>else with</c> share the one <c>end</c>.</summary>
    private (List<TemplateNode> Nodes, (string Keyword, int Start) End) ParseElse(BranchKind kind, string context)
    {
        var next = _reader.PeekSkippingSpace();
        if (kind != BranchKind.Range && next.Kind == TokenKind.Identifier && next.Text == context)
        {
            _reader.ReadSkippingSpace();

            // The nested branch reads the shared end with its braces: nothing is left to close.
            return ([ParseBranch(kind, next.Start)], ("end", -1));
        }

        _reader.ExpectClose("else");
        return ParseList();
    }

    private LoopControlNode ParseLoopControl(TemplateToken first)
    {
        if (_loopDepth == 0)
        {
            throw TemplateException.Parsing(_source, first.Start, $"{{{{{first.Text}}}}} outside {{{{range}}}}");
        }

        _reader.ExpectClose(first.Text);
        return new LoopControlNode(first.Start, first.End, first.Text == "break");
    }

    private TemplateNode? ParseDefinition(TemplateToken first)
    {
        var name = _reader.ReadName("define");
        _reader.ExpectClose("define");
        Define(name, first.Start);
        return null;
    }

    private InvokeNode ParseBlock(TemplateToken first)
    {
        var name = _reader.ReadName("block");
        var argument = _pipelines.Parse("block");
        _reader.ExpectClose("block");
        Define(name, first.Start);
        return new InvokeNode(first.Start, argument.End, name, argument);
    }

    private void Define(string name, int start)
    {
        var scope = _pipelines.StartNewTemplate();
        var loopDepth = _loopDepth;
        _loopDepth = 0;
        var (body, end) = ParseList();
        if (end.Keyword != "end")
        {
            throw TemplateException.Parsing(_source, start, "unclosed {{define}} or {{block}}: {{end}} is missing");
        }

        _reader.ExpectClose("end");
        _loopDepth = loopDepth;
        _pipelines.ReturnTo(scope);
        _definitions[name] = body;
    }

    private InvokeNode ParseInvocation(TemplateToken first)
    {
        var name = _reader.ReadName("template");
        var argument = _reader.PeekSkippingSpace().Kind == TokenKind.Close ? null : _pipelines.Parse("template");
        var end = _reader.ExpectClose("template");
        return new InvokeNode(first.Start, argument?.End ?? end.Start, name, argument);
    }
}
