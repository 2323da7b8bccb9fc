namespace Drydock.Dockerfile.Syntax;

/// <summary>A document written below an instruction, up to a line with its name.</summary>
/// <param name="Name">The word that ends it, without quotes.</param>
/// <param name="FileDescriptor">The number before <c>&lt;&lt;</c>; 0 if there is none.</param>
/// <param name="Expand">False when any part of the word was quoted: variables are then left alone.</param>
/// <param name="StripTabs">True for <c>&lt;&lt;-</c>: leading tabs of every line do not belong to it.</param>
/// <param name="Content">The lines as written, each with its line ending.</param>
public sealed record Heredoc(string Name, uint FileDescriptor, bool Expand, bool StripTabs, string Content)
{
    /// <summary>The content, without leading tabs where <see cref="StripTabs"/> says so.</summary>
    public string Text => StripTabs ? HeredocParser.StripLeadingTabs(Content) : Content;
}
