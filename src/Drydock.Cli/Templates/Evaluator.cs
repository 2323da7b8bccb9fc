namespace Drydock.Cli.Templates;

/// <summary>Evaluates pipelines, and keeps the variables.</summary>
internal sealed class Evaluator
{
    private static readonly object s_absent = new();

    private readonly TemplateSource _source;
    private readonly TemplateOptions _options;
    private readonly List<(string Name, object? Value)> _variables;

    public Evaluator(TemplateSource source, TemplateOptions options, object? root)
    {
        _source = source;
        _options = options;
        _variables = [("$", root)];
    }

    /// <summary>How many variables there are, to go back to with <see cref="DropVariables"/>.</summary>
    public int VariableCount => _variables.Count;

    public void DropVariables(int count) => _variables.RemoveRange(count, _variables.Count - count);

    /// <summary>Declares a variable, or assigns to the innermost of that name.</summary>
    public void SetVariable(string name, object? value, bool isAssignment)
    {
        if (isAssignment)
        {
            _variables[_variables.FindLastIndex(variable => variable.Name == name)] = (name, value);
        }
        else
        {
            _variables.Add((name, value));
        }
    }

    /// <summary>The value of a pipeline; its variables are set to it.</summary>
    public object? Evaluate(PipelineNode pipeline, object? dot)
    {
        var value = s_absent;
        foreach (var command in pipeline.Commands)
        {
            value = EvaluateCommand(command, dot, value);
        }

        foreach (var name in pipeline.Variables)
        {
            SetVariable(name, value, pipeline.IsAssignment);
        }

        return value;
    }

    private object? EvaluateCommand(CommandNode command, object? dot, object? piped)
    {
        var first = command.Operands[0];
        if (first is FunctionNode function)
        {
            return Call(command, function, dot, piped);
        }

        if (command.Operands.Count > 1 || piped != s_absent)
        {
            throw Error(first, first is FieldNode field ? $"{field.Name} is not a method but has arguments" : "can't give argument to non-function");
        }

        return EvaluateOperand(first, dot);
    }

    private object? EvaluateOperand(TemplateNode node, object? dot) => node switch
    {
        LiteralNode literal => literal.Value,
        DotNode => dot,
        VariableNode variable => _variables[_variables.FindLastIndex(v => v.Name == variable.Name)].Value,
        FieldNode field => EvaluateField(field, dot),
        PipelineNode pipeline => Evaluate(pipeline, dot),
        FunctionNode function => Call(new CommandNode(function.Start, function.End, [function]), function, dot, s_absent),
        _ => throw new ArgumentOutOfRangeException(nameof(node)),
    };

    private object? EvaluateField(FieldNode node, object? dot)
    {
        var operand = EvaluateOperand(node.Operand, dot);
        if (operand is NoValue)
        {
            return operand;
        }

        if (operand is null)
        {
            throw Error(node, $"nil pointer evaluating interface {{}}.{node.Name}");
        }

        if (TemplateValue.Entries(operand) is null)
        {
            throw Error(node, $"can't evaluate field {node.Name} in type {TemplateValue.TypeName(operand)}");
        }

        return TemplateValue.TryGetField(operand, node.Name, out var value) || _options.MissingKey == MissingKey.NoValue
            ? value
            : throw Error(node, _options.MissingKey == MissingKey.UnknownField
                ? $"can't evaluate field {node.Name}: there are {string.Join(", ", TemplateValue.Entries(operand)!.Select(e => e.Key))}"
                : $"map has no entry for key {GoPrint.Quote(node.Name)}");
    }

    private object? Call(CommandNode command, FunctionNode function, object? dot, object? piped)
    {
        var operands = command.Operands.Skip(1).ToList();
        if (function.Name is "and" or "or")
        {
            return ShortCircuit(function, operands, dot, piped);
        }

        var arguments = operands.Select(operand => EvaluateOperand(operand, dot)).ToList();
        if (piped != s_absent)
        {
            arguments.Add(piped);
        }

        try
        {
            return _options.Functions[function.Name](arguments);
        }
        catch (FunctionException e)
        {
            throw Error(command, e.Message);
        }
    }

    /// <summary>The first operand that decides, else the last; what follows it is not evaluated.</summary>
    private object? ShortCircuit(FunctionNode function, List<TemplateNode> operands, object? dot, object? piped)
    {
        var value = s_absent;
        foreach (var operand in operands)
        {
            value = EvaluateOperand(operand, dot);
            if (TemplateValue.IsTrue(value) == (function.Name == "or"))
            {
                return value;
            }
        }

        value = piped != s_absent ? piped : value;
        return value != s_absent ? value : throw Error(function, $"wrong number of args for {function.Name}: want at least 1 got 0");
    }

    private TemplateException Error(TemplateNode node, string cause) => TemplateException.Executing(_source, node, cause);
}
