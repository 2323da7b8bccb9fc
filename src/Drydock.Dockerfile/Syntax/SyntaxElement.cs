using Drydock.Dockerfile.Diagnostics;

namespace Drydock.Dockerfile.Syntax;

/// <summary>What a part of a file is.</summary>
public enum SyntaxElementKind
{
    /// <summary>A parser directive.</summary>
    Directive,

    /// <summary>A comment line that is no directive.</summary>
    Comment,

    /// <summary>A line with nothing but blanks.</summary>
    Blank,

    /// <summary>An instruction with its continuation lines and heredocs.</summary>
    Instruction,

    /// <summary>Lines that could not be read.</summary>
    Invalid,
}

/// <summary>A part of a file. The parts follow one another without a gap, so together they are the file.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Lines">The lines it covers.</param>
/// <param name="Text">The text as written, with its line endings.</param>
/// <param name="Node">The instruction, when it is one that could be divided.</param>
public sealed record SyntaxElement(SyntaxElementKind Kind, LineRange Lines, ReadOnlyMemory<char> Text, SyntaxNode? Node = null);
