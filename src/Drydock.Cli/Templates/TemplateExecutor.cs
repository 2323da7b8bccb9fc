using System.Text;

namespace Drydock.Cli.Templates;

/// <summary>Runs the nodes of a template: the statements. <see cref="Evaluator"/> does the expressions.</summary>
internal sealed class TemplateExecutor
{
    /// <summary>How deep templates may invoke one another; Go's limit is 100,000, which no output needs.</summary>
    private const int MaxDepth = 100;

    private readonly TemplateSource _source;
    private readonly IReadOnlyDictionary<string, IReadOnlyList<TemplateNode>> _definitions;
    private readonly TemplateOptions _options;
    private readonly StringBuilder _output;
    private readonly Evaluator _evaluator;
    private readonly int _depth;

    public TemplateExecutor(
        TemplateSource source, IReadOnlyDictionary<string, IReadOnlyList<TemplateNode>> definitions, TemplateOptions options, StringBuilder output, object? root, int depth = 0)
    {
        _source = source;
        _definitions = definitions;
        _options = options;
        _output = output;
        _depth = depth;
        _evaluator = new Evaluator(source, options, root);
    }

    private enum Flow
    {
        Next,
        Break,
        Continue,
    }

    public void Run(IReadOnlyList<TemplateNode> nodes, object? dot) => RunList(nodes, dot);

    private Flow RunList(IReadOnlyList<TemplateNode> nodes, object? dot)
    {
        foreach (var node in nodes)
        {
            var flow = RunNode(node, dot);
            if (flow != Flow.Next)
            {
                return flow;
            }
        }

        return Flow.Next;
    }

    private Flow RunNode(TemplateNode node, object? dot)
    {
        switch (node)
        {
            case TextNode text:
                _output.Append(text.Text);
                return Flow.Next;
            case ActionNode action:
                var value = _evaluator.Evaluate(action.Pipeline, dot);
                if (action.Pipeline.Variables.Count == 0)
                {
                    _output.Append(GoPrint.Action(value));
                }

                return Flow.Next;
            case LoopControlNode control:
                return control.IsBreak ? Flow.Break : Flow.Continue;
            case InvokeNode invocation:
                Invoke(invocation, dot);
                return Flow.Next;
            case BranchNode branch:
                var scope = _evaluator.VariableCount;
                var flow = branch.Kind == BranchKind.Range ? RunRange(branch, dot) : RunBranch(branch, dot);
                _evaluator.DropVariables(scope);
                return flow;
            default:
                throw new ArgumentOutOfRangeException(nameof(node));
        }
    }

    private Flow RunBranch(BranchNode branch, object? dot)
    {
        var value = _evaluator.Evaluate(branch.Pipeline, dot);
        if (TemplateValue.IsTrue(value))
        {
            return RunList(branch.Body, branch.Kind == BranchKind.With ? value : dot);
        }

        return RunList(branch.Else, dot);
    }

    private Flow RunRange(BranchNode branch, object? dot)
    {
        // The variables of a range are set anew for each element, not to the list.
        var value = _evaluator.Evaluate(branch.Pipeline with { Variables = [] }, dot);
        var elements = Elements(branch, value);
        if (elements.Count == 0)
        {
            return RunList(branch.Else, dot);
        }

        foreach (var (key, element) in elements)
        {
            var scope = _evaluator.VariableCount;
            Bind(branch.Pipeline, key, element);
            var flow = RunList(branch.Body, element);
            _evaluator.DropVariables(scope);
            if (flow == Flow.Break)
            {
                break;
            }
        }

        return Flow.Next;
    }

    private List<(object? Key, object? Element)> Elements(BranchNode branch, object? value)
    {
        if (value is null or NoValue)
        {
            return [];
        }

        if (value is long count)
        {
            return count > TemplateOptions.MaxRange
                ? throw TemplateException.Executing(_source, branch.Pipeline, $"range over {count} is more than {TemplateOptions.MaxRange}")
                : [.. Enumerable.Range(0, (int)Math.Max(0, count)).Select(i => ((object?)(long)i, (object?)(long)i))];
        }

        return TemplateValue.Items(value)?.Select((item, i) => ((object?)(long)i, item)).ToList()
            ?? TemplateValue.Entries(value)?.Select(entry => ((object?)entry.Key, entry.Value)).ToList()
            ?? throw TemplateException.Executing(_source, branch.Pipeline, $"range can't iterate over {GoPrint.Value(value)}");
    }

    private void Bind(PipelineNode pipeline, object? key, object? element)
    {
        object?[] values = pipeline.Variables.Count == 2 ? [key, element] : [element];
        for (var i = 0; i < pipeline.Variables.Count; i++)
        {
            _evaluator.SetVariable(pipeline.Variables[i], values[i], pipeline.IsAssignment);
        }
    }

    private void Invoke(InvokeNode node, object? dot)
    {
        if (!_definitions.TryGetValue(node.Name, out var body))
        {
            throw TemplateException.Executing(_source, node, $"template {GoPrint.Quote(node.Name)} not defined");
        }

        if (_depth >= MaxDepth)
        {
            throw TemplateException.Executing(_source, node, $"exceeded maximum template depth ({MaxDepth})");
        }

        var argument = node.Argument is null ? null : _evaluator.Evaluate(node.Argument, dot);
        new TemplateExecutor(_source, _definitions, _options, _output, argument, _depth + 1).Run(body, argument);
    }
}
