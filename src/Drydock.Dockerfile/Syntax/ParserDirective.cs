namespace Drydock.Dockerfile.Syntax;

/// <summary>A line such as <c># syntax=docker/dockerfile:1</c> at the very beginning of a file.</summary>
/// <param name="Name">The name in lower case: <c>syntax</c>, <c>escape</c> or <c>check</c>.</param>
/// <param name="Value">All that follows the equals sign, without blanks around it.</param>
/// <param name="Line">The line it is on.</param>
public sealed record ParserDirective(string Name, string Value, int Line)
{
    /// <summary>The value up to the first blank: what follows is a remark.</summary>
    public string FirstWord => Value.IndexOf(' ', StringComparison.Ordinal) is var end && end < 0 ? Value : Value[..end];
}
