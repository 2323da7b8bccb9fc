namespace Drydock.Dockerfile.Syntax;

/// <summary>Enumerates lines that end with a line feed only: other line ends of Unicode are text here.</summary>
internal static class LineEnumeration
{
    /// <summary>The lines, without the separator. A text that ends with it has no empty line after it.</summary>
    public static Enumerator EnumerateLines(this ReadOnlySpan<char> text, char separator) => new(text, separator);

    internal ref struct Enumerator(ReadOnlySpan<char> text, char separator)
    {
        private ReadOnlySpan<char> _rest = text;

        public ReadOnlySpan<char> Current { get; private set; }

        public readonly Enumerator GetEnumerator() => this;

        public bool MoveNext()
        {
            if (_rest.IsEmpty)
            {
                return false;
            }

            var end = _rest.IndexOf(separator);
            Current = end < 0 ? _rest : _rest[..end];
            _rest = end < 0 ? default : _rest[(end + 1)..];
            return true;
        }
    }
}
