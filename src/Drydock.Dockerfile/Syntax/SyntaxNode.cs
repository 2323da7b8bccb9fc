using Drydock.Dockerfile.Diagnostics;

namespace Drydock.Dockerfile.Syntax;

/// <summary>One instruction, divided into words but not yet understood.</summary>
/// <param name="Keyword">The first word as written; empty in a line that consists of continuations only.</param>
/// <param name="Flags">The words that begin with <c>--</c> right after the keyword, without quotes.</param>
/// <param name="Arguments">What follows, divided as the keyword asks for.</param>
public sealed record SyntaxNode(string Keyword, IReadOnlyList<string> Flags, IReadOnlyList<string> Arguments)
{
    /// <summary>The whole instruction: continuation lines joined, heredocs left out.</summary>
    public required string Source { get; init; }

    /// <summary>The keyword in upper case; null when there is none of that name.</summary>
    public string? Name { get; init; }

    /// <summary>The lines it covers, continuations and heredocs included.</summary>
    public LineRange Lines { get; internal set; }

    /// <summary>Whether the arguments were written as a JSON array.</summary>
    public bool IsJson { get; init; }

    /// <summary>The documents below it, in the order in which the line announces them.</summary>
    public IReadOnlyList<Heredoc> Heredocs { get; internal set; } = [];

    /// <summary>The comment lines above it, without <c>#</c>; an empty comment line cuts off the ones before it.</summary>
    public IReadOnlyList<string> Comments { get; internal set; } = [];

    /// <summary>The instruction within an ONBUILD.</summary>
    public SyntaxNode? Child { get; init; }

    /// <summary>Whether the keyword is this one, given in upper case.</summary>
    public bool Is(string keyword) => Name == keyword;

    /// <summary>Whether a <c>&lt;&lt;</c> in it begins a heredoc.</summary>
    internal bool CanHaveHeredocs
    {
        get
        {
            var node = Is("ONBUILD") && Child is not null ? Child : this;
            return !node.IsJson && (node.Is("RUN") || node.Is("COPY") || node.Is("ADD"));
        }
    }
}
