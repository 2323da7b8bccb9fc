using System.Buffers;

namespace Drydock.Build.Steps.Copying;

/// <summary>
/// The value of <c>--chmod</c>: an octal mode, or symbolic clauses as of chmod(1) such as
/// <c>u=rwX,go=rX</c>.
/// </summary>
public sealed class ModeChange
{
    private static readonly SearchValues<char> s_permissions = SearchValues.Create("rwxXst");
    private const int AllBits = 0xFFF;
    private readonly int? _octal;
    private readonly IReadOnlyList<Clause> _clauses;

    private ModeChange(int? octal, IReadOnlyList<Clause> clauses)
    {
        _octal = octal;
        _clauses = clauses;
    }

    /// <summary>The mode, when it was given as a number.</summary>
    public int? Octal => _octal;

    /// <summary>Parses the value.</summary>
    /// <exception cref="StepException">It is neither octal between 0 and 07777 nor symbolic.</exception>
    public static ModeChange Parse(string text)
    {
        if (text.Length > 0 && text.All(c => c is >= '0' and <= '7'))
        {
            return text.Length <= 5 && Convert.ToInt32(text, 8) is <= AllBits and var mode ? new ModeChange(mode, []) : throw Invalid(text);
        }

        var clauses = new List<Clause>();
        foreach (var clause in text.Split(','))
        {
            clauses.AddRange(ParseClause(clause) ?? throw Invalid(text));
        }

        return new ModeChange(null, clauses);
    }

    /// <summary>The mode after the change.</summary>
    /// <param name="mode">The mode before, 0 to 07777.</param>
    /// <param name="isDirectory">Whether it is a directory's: <c>X</c> then always means execute.</param>
    public int Apply(int mode, bool isDirectory) => _octal ?? _clauses.Aggregate(mode, (m, clause) => clause.Apply(m, isDirectory));

    private static StepException Invalid(string text) =>
        new($"invalid chmod parameter: '{text}'. it should be octal string and between 0 and 07777");

    // who = u|g|o|a …, then one or more of: operator, permissions.
    private static List<Clause>? ParseClause(string text)
    {
        var operatorAt = text.AsSpan().IndexOfAny('+', '-', '=');
        if (operatorAt < 0 || text.AsSpan(0, operatorAt).ContainsAnyExcept("ugoa"))
        {
            return null;
        }

        var who = operatorAt == 0 ? "a" : text[..operatorAt].Contains('a', StringComparison.Ordinal) ? "ugo" : text[..operatorAt];
        who = who == "a" ? "ugo" : who;
        var clauses = new List<Clause>();
        for (var at = operatorAt; at < text.Length;)
        {
            var next = text.AsSpan(at + 1).IndexOfAny('+', '-', '=');
            var end = next < 0 ? text.Length : at + 1 + next;
            var permissions = text[(at + 1)..end];
            var copies = permissions.Length == 1 && "ugo".Contains(permissions[0], StringComparison.Ordinal);
            if (!copies && permissions.AsSpan().ContainsAnyExcept(s_permissions))
            {
                return null;
            }

            clauses.Add(new Clause(who, text[at], permissions, copies));
            at = end;
        }

        return clauses;
    }

    private sealed record Clause(string Who, char Operator, string Permissions, bool CopiesClass)
    {
        public int Apply(int mode, bool isDirectory)
        {
            int set = 0, mask = 0;
            foreach (var who in Who)
            {
                var shift = who switch { 'u' => 6, 'g' => 3, _ => 0 };
                mask |= 7 << shift;
                set |= (CopiesClass ? ClassBits(mode, Permissions[0]) : Bits(mode, isDirectory)) << shift;
                if (Permissions.Contains('s', StringComparison.Ordinal) && who is 'u' or 'g')
                {
                    set |= who == 'u' ? 0x800 : 0x400;
                }

                mask |= who switch { 'u' => 0x800, 'g' => 0x400, _ => 0 };
            }

            if (Permissions.Contains('t', StringComparison.Ordinal))
            {
                set |= 0x200;
            }

            return Operator switch
            {
                '+' => mode | set,
                '-' => mode & ~set,
                // A directory keeps setuid and setgid unless they are named, as chmod(1) does.
                _ => (mode & ~(isDirectory ? mask & 0x1FF : mask)) | set,
            };
        }

        private int Bits(int mode, bool isDirectory)
        {
            var bits = 0;
            foreach (var permission in Permissions)
            {
                bits |= permission switch
                {
                    'r' => 4,
                    'w' => 2,
                    'x' => 1,
                    'X' when isDirectory || (mode & 0x49) != 0 => 1,
                    _ => 0,
                };
            }

            return bits;
        }

        private static int ClassBits(int mode, char who) => (mode >> who switch { 'u' => 6, 'g' => 3, _ => 0 }) & 7;
    }
}
