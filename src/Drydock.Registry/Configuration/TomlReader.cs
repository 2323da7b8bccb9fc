using System.Buffers;

namespace Drydock.Registry.Configuration;

/// <summary>
/// Reads the part of TOML 1.0 that configuration files of container tools use: tables, arrays of
/// tables, dotted keys, strings of all four kinds, arrays, inline tables, booleans. Numbers and
/// times are kept as text.
/// </summary>
internal sealed class TomlReader
{
    private const int MaxDepth = 16;

    private static readonly SearchValues<char> s_bareKey =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-");

    private static readonly SearchValues<char> s_endOfBareValue = SearchValues.Create(" \t\r\n,]}#");

    private readonly TomlCursor _cursor;
    private int _depth;

    private TomlReader(string text) => _cursor = new TomlCursor(text);

    /// <summary>Reads a document.</summary>
    /// <exception cref="FormatException">It is malformed; the message begins with the line.</exception>
    public static TomlTable Read(string text)
    {
        var root = new TomlTable(1);
        new TomlReader(text).ReadInto(root);
        return root;
    }

    private void ReadInto(TomlTable root)
    {
        var current = root;
        while (true)
        {
            _cursor.SkipBlankLines();
            if (_cursor.AtEnd)
            {
                return;
            }

            if (_cursor.TryTake("[["))
            {
                current = AddToArray(root, ReadPath());
                _cursor.Expect("]]");
            }
            else if (_cursor.TryTake("["))
            {
                current = Define(root, ReadPath());
                _cursor.Expect("]");
            }
            else
            {
                ReadPair(current);
            }

            _cursor.ExpectEndOfLine();
        }
    }

    private void ReadPair(TomlTable table)
    {
        var path = ReadPath();
        _cursor.Expect("=");
        _cursor.SkipBlanks();
        var parent = path.SkipLast(1).Aggregate(table, Descend);
        if (!parent.TryAdd(path[^1], ReadValue()))
        {
            throw _cursor.Error($"\"{path[^1]}\" is set twice");
        }
    }

    private List<string> ReadPath()
    {
        var path = new List<string>();
        do
        {
            _cursor.SkipBlanks();
            path.Add(_cursor.Peek is '"' or '\'' ? _cursor.TakeString() : ReadBareKey());
            _cursor.SkipBlanks();
        }
        while (_cursor.TryTake("."));
        return path;
    }

    private string ReadBareKey()
    {
        var key = _cursor.TakeWhile(s_bareKey);
        return key.Length > 0 ? key : throw _cursor.Error("a key is expected");
    }

    private object ReadValue()
    {
        if (++_depth > MaxDepth)
        {
            throw _cursor.Error("values are nested too deeply");
        }

        object value;
        if (_cursor.Peek is '"' or '\'')
        {
            value = _cursor.TakeString();
        }
        else if (_cursor.TryTake("["))
        {
            value = ReadArray();
        }
        else if (_cursor.TryTake("{"))
        {
            value = ReadInlineTable();
        }
        else
        {
            value = _cursor.TakeUntil(s_endOfBareValue) switch
            {
                "true" => true,
                "false" => false,
                "" => throw _cursor.Error("a value is expected"),
                var other when char.IsAsciiDigit(other[0]) || other[0] is '+' or '-' || other is "inf" or "nan" => other,
                _ => throw _cursor.Error("a value is expected; strings stand in quotes"),
            };
        }

        _depth--;
        return value;
    }

    private List<object> ReadArray()
    {
        var items = new List<object>();
        while (true)
        {
            _cursor.SkipBlankLines();
            if (_cursor.TryTake("]"))
            {
                return items;
            }

            items.Add(ReadValue());
            _cursor.SkipBlankLines();
            if (!_cursor.TryTake(","))
            {
                _cursor.Expect("]");
                return items;
            }
        }
    }

    private TomlTable ReadInlineTable()
    {
        var table = new TomlTable(_cursor.Line) { IsDefined = true };
        _cursor.SkipBlanks();
        if (_cursor.TryTake("}"))
        {
            return table;
        }

        do
        {
            ReadPair(table);
            _cursor.SkipBlanks();
        }
        while (_cursor.TryTake(","));
        _cursor.Expect("}");
        return table;
    }

    private TomlTable Define(TomlTable root, List<string> path)
    {
        var table = path.Aggregate(root, Descend);
        if (table.IsDefined)
        {
            throw _cursor.Error($"the table \"{string.Join('.', path)}\" is defined twice");
        }

        table.IsDefined = true;
        return table;
    }

    private TomlTable AddToArray(TomlTable root, List<string> path)
    {
        var parent = path.SkipLast(1).Aggregate(root, Descend);
        parent.TryAdd(path[^1], new List<object>());
        var list = parent[path[^1]] as List<object> ?? throw _cursor.Error($"\"{path[^1]}\" is no array of tables");
        var table = new TomlTable(_cursor.Line) { IsDefined = true };
        list.Add(table);
        return table;
    }

    /// <summary>A table inside a table, made when it is missing; of an array of tables the last.</summary>
    private TomlTable Descend(TomlTable table, string key)
    {
        if (!table.TryGetValue(key, out var value))
        {
            table[key] = value = new TomlTable(_cursor.Line);
        }

        return value switch
        {
            TomlTable inner => inner,
            List<object> { Count: > 0 } list when list[^1] is TomlTable last => last,
            _ => throw _cursor.Error($"\"{key}\" is no table"),
        };
    }
}
