using System.Text;

namespace Drydock.Fuzz;

/// <summary>Makes new input from old: cut, repeat, move, splice, insert, replace.</summary>
internal sealed class Mutator(Random random, IReadOnlyList<string> pieces, int maxLength)
{
    /// <summary>Characters that readers trip over, lone surrogates among them: those stand for bytes that are not UTF-8.</summary>
    private const string Odd = "\0\a\b\t\n\v\f\r\u001b \"#$%&'()*+,-./0159:;<=>?@AZ[\\]^_`az{|}~\u007f\u0080\u0085\u00a0\u00e9\u0130\u0660\u200b\u2028\ud800\udc00\udc80\udcff\udfff\ufeff\ufffd\uffff";

    private static readonly string[] s_numbers = ["-1", "0", "65535", "65536", "2147483648", "9223372036854775807", "18446744073709551616", "1e999"];

    private readonly StringBuilder _text = new();

    /// <summary>Applies a few changes to a text.</summary>
    /// <param name="text">The text to start from.</param>
    /// <param name="other">A text to take parts of.</param>
    public string Mutate(string text, string other)
    {
        _text.Clear().Append(text);
        for (var changes = 1 + Math.Min(random.Next(8), random.Next(8)); changes > 0; changes--)
        {
            Change(other);
        }

        return _text.Length > maxLength ? _text.ToString(0, maxLength) : _text.ToString();
    }

    private void Change(string other)
    {
        var (start, length) = Range(_text.Length);
        switch (random.Next(10))
        {
            case 0:
                _text.Remove(start, length);
                break;
            case 1:
                _text.Insert(random.Next(_text.Length + 1), _text.ToString(start, length));
                break;
            case 2:
                Repeat(start, length);
                break;
            case 3:
                var (from, count) = Range(other.Length);
                _text.Insert(start, other.AsSpan(from, count));
                break;
            case 4 when _text.Length > 0:
                _text[random.Next(_text.Length)] = Odd[random.Next(Odd.Length)];
                break;
            case 5:
                _text.Insert(start, Odd[random.Next(Odd.Length)]);
                break;
            case 6:
                _text.Remove(start, length).Insert(start, pieces[random.Next(pieces.Count)]);
                break;
            case 7:
                _text.Insert(start, s_numbers[random.Next(s_numbers.Length)]);
                break;
            default:
                _text.Insert(start, pieces[random.Next(pieces.Count)]);
                break;
        }
    }

    /// <summary>Deep nesting and long lists come from repetition.</summary>
    private void Repeat(int start, int length)
    {
        var part = _text.ToString(start, Math.Min(length, 16));
        var times = random.Next(4) == 0 ? random.Next(400) : random.Next(8);
        for (; times > 0 && _text.Length < maxLength; times--)
        {
            _text.Insert(start, part);
        }
    }

    /// <summary>A part of a text: short ones are likelier.</summary>
    private (int Start, int Length) Range(int total)
    {
        var start = random.Next(total + 1);
        var bound = Math.Min(total - start, random.Next(3) == 0 ? total : 12);
        return (start, random.Next(bound + 1));
    }
}
