namespace Drydock.Cli.Templates;

/// <summary>A node of a parsed template.</summary>
/// <param name="Start">Where its text begins in the source.</param>
/// <param name="End">Where its text ends, exclusive.</param>
internal abstract record TemplateNode(int Start, int End);

/// <summary>Text that is copied.</summary>
internal sealed record TextNode(int Start, int End, string Text) : TemplateNode(Start, End);

/// <summary><c>{{pipeline}}</c>: printed, unless it declares or assigns.</summary>
internal sealed record ActionNode(PipelineNode Pipeline) : TemplateNode(Pipeline.Start, Pipeline.End);

/// <summary><c>if</c>, <c>with</c> or <c>range</c>.</summary>
internal sealed record BranchNode(
    int Start, int End, BranchKind Kind, PipelineNode Pipeline, IReadOnlyList<TemplateNode> Body, IReadOnlyList<TemplateNode> Else)
    : TemplateNode(Start, End);

/// <summary><c>break</c> or <c>continue</c>.</summary>
internal sealed record LoopControlNode(int Start, int End, bool IsBreak) : TemplateNode(Start, End);

/// <summary><c>template "name" pipeline</c>.</summary>
internal sealed record InvokeNode(int Start, int End, string Name, PipelineNode? Argument) : TemplateNode(Start, End);

/// <summary>Commands, each of which is given the result of the one before as its last argument.</summary>
/// <param name="Start">Where its text begins.</param>
/// <param name="End">Where its text ends.</param>
/// <param name="Variables">The variables it declares or assigns.</param>
/// <param name="IsAssignment">Whether they exist already (<c>=</c>, not <c>:=</c>).</param>
/// <param name="Commands">The commands.</param>
internal sealed record PipelineNode(
    int Start, int End, IReadOnlyList<string> Variables, bool IsAssignment, IReadOnlyList<CommandNode> Commands) : TemplateNode(Start, End);

/// <summary>An operand, or a function with its arguments.</summary>
internal sealed record CommandNode(int Start, int End, IReadOnlyList<TemplateNode> Operands) : TemplateNode(Start, End);

/// <summary>A literal: text, number, truth value or nil.</summary>
internal sealed record LiteralNode(int Start, int End, object? Value) : TemplateNode(Start, End);

/// <summary>The dot.</summary>
internal sealed record DotNode(int Start, int End) : TemplateNode(Start, End);

/// <summary>A variable, such as <c>$</c> or <c>$name</c>.</summary>
internal sealed record VariableNode(int Start, int End, string Name) : TemplateNode(Start, End);

/// <summary>The name of a function.</summary>
internal sealed record FunctionNode(int Start, int End, string Name) : TemplateNode(Start, End);

/// <summary><c>operand.Field</c>; the operand of a field by itself is the dot.</summary>
internal sealed record FieldNode(int Start, int End, TemplateNode Operand, string Name) : TemplateNode(Start, End);

/// <summary>The kinds of <see cref="BranchNode"/>.</summary>
internal enum BranchKind
{
    /// <summary>The body or the other one, by truth.</summary>
    If,

    /// <summary>The same, with the dot set to the value.</summary>
    With,

    /// <summary>The body once for each element.</summary>
    Range,
}
