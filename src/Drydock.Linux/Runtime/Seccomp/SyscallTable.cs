using System.Text;

namespace Drydock.Linux.Runtime.Seccomp;

/// <summary>The numbers of system calls, from the embedded file syscalls.txt; its first lines say what it holds.</summary>
internal static class SyscallTable
{
    /// <summary>The number that says that an architecture has no such call.</summary>
    internal const int None = -1;

    private const int Columns = 5;

    /// <summary>The numbers of some calls.</summary>
    /// <param name="wanted">The calls, and what they stand for.</param>
    /// <returns>For each that the file knows, what it stands for, and its number in every column.</returns>
    internal static unsafe List<(T Value, int[] Numbers)> Find<T>(Dictionary<string, T> wanted)
    {
        using var stream = (UnmanagedMemoryStream)typeof(SyscallTable).Assembly.GetManifestResourceStream("syscalls.txt")!;
        var text = new ReadOnlySpan<byte>(stream.PositionPointer, (int)stream.Length);
        var byName = wanted.GetAlternateLookup<ReadOnlySpan<char>>();
        var found = new List<(T, int[])>(wanted.Count);
        Span<char> name = stackalloc char[64];
        while (!text.IsEmpty)
        {
            var end = text.IndexOf((byte)'\n');
            var line = text[..end];
            text = text[(end + 1)..];
            var space = line.IndexOf((byte)' ');
            if (line[0] != (byte)'#' && byName.TryGetValue(name[..Encoding.ASCII.GetChars(line[..space], name)], out var value))
            {
                found.Add((value, ReadNumbers(line[(space + 1)..])));
            }
        }

        return found;
    }

    private static int[] ReadNumbers(ReadOnlySpan<byte> line)
    {
        var numbers = new int[Columns];
        var column = 0;
        foreach (var letter in line)
        {
            switch (letter)
            {
                case (byte)' ':
                    column++;
                    break;
                case (byte)'-':
                    numbers[column] = None;
                    break;
                default:
                    numbers[column] = numbers[column] * 10 + letter - '0';
                    break;
            }
        }

        return numbers;
    }
}
