using System.Text;

namespace Drydock.Dockerfile.Expansion;

/// <summary>Splits text at blanks while it is produced; quoted text is added whole.</summary>
internal sealed class WordCollector
{
    private readonly StringBuilder _word = new();
    private readonly List<string> _words = [];

    /// <summary>Adds text in which blanks separate words.</summary>
    public void AddSplit(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            if (!char.IsWhiteSpace(c))
            {
                _word.Append(c);
            }
            else
            {
                EndWord();
            }
        }
    }

    /// <summary>Adds text that belongs to one word, blanks included.</summary>
    public void AddWhole(ReadOnlySpan<char> text) => _word.Append(text);

    /// <summary>The words. A word that is empty, even if quoted, does not count.</summary>
    public IReadOnlyList<string> Finish()
    {
        EndWord();
        return _words;
    }

    private void EndWord()
    {
        if (_word.Length > 0)
        {
            _words.Add(_word.ToString());
            _word.Clear();
        }
    }
}
