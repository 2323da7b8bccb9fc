using System.Text;
using Drydock.Linux;

namespace Drydock.Layers.Tests.Support;

/// <summary>Trees with every kind of file and every oddity, the same for the same seed.</summary>
internal sealed class RandomTree
{
    private static readonly string[] s_names =
    [
        "a", "b", "c", "bin", "etc", "usr", "lib", "x-y", "x", "x.y", "!bang", "-rf", "name with blank", "tab\there", "uml\u00e4ut",
        "\udcff\udcfe", "\udc80", "new\nline", "#", "zz", "A", "Z", "%3D", "=", "~", ".hidden", ".w", "..x",
    ];

    private readonly Random _random;
    private readonly SortedDictionary<string, (LayerEntry Entry, byte[] Content)> _files = new(StringComparer.Ordinal);
    private readonly List<string> _directories = [""];

    public RandomTree(int seed, int files = 60)
    {
        _random = new Random(seed);
        for (var i = 0; i < files; i++)
        {
            AddSomething();
        }
    }

    public byte[] Tar() => Write(Sorted());

    /// <summary>Changes some of the tree: deletes, replaces, adds, and touches attributes.</summary>
    public void Mutate(int changes)
    {
        for (var i = 0; i < changes; i++)
        {
            var keys = _files.Keys.ToArray();
            var key = keys.Length == 0 ? "" : keys[_random.Next(keys.Length)];
            switch (_random.Next(5))
            {
                case 0 when keys.Length > 0:
                    Delete(key);
                    break;
                case 1 when keys.Length > 0:
                    Delete(key);
                    AddAt(key);
                    break;
                case 2 when keys.Length > 0 && _files[key].Entry.Type != LayerEntryType.HardLink && !HasLinks(key):
                    var (entry, content) = _files[key];
                    _files[key] = (entry with { Mode = entry.Type == LayerEntryType.SymbolicLink ? entry.Mode : entry.Mode ^ 0x12, Uid = entry.Uid + 1 }, content);
                    break;
                default:
                    AddSomething();
                    break;
            }
        }
    }

    private IEnumerable<(LayerEntry, byte[])> Sorted()
    {
        // Links need their target before them: targets come first, everything else by path.
        var plain = _files.Values.Where(file => file.Entry.Type != LayerEntryType.HardLink);
        var links = _files.Values.Where(file => file.Entry.Type == LayerEntryType.HardLink);
        return plain.Concat(links);
    }

    private static byte[] Write(IEnumerable<(LayerEntry Entry, byte[] Content)> files)
    {
        using var stream = new MemoryStream();
        using var writer = new LayerWriter(stream);
        writer.Add(new LayerEntry { Path = UnixPath.Root, Type = LayerEntryType.Directory, Mode = 0x1ED, MtimeSeconds = 1_500_000_000 });
        foreach (var (entry, content) in files)
        {
            writer.Add(entry, new MemoryStream(content));
        }

        writer.Complete();
        return stream.ToArray();
    }

    private void AddSomething()
    {
        var directory = _directories[_random.Next(_directories.Count)];
        var name = s_names[_random.Next(s_names.Length)];
        if (_random.Next(12) == 0)
        {
            name = new string((char)('a' + _random.Next(26)), _random.Next(90, 200)) + name;
        }

        var path = directory.Length == 0 ? name : directory + "/" + name;
        if (!_files.ContainsKey(path) && path.Length < 900)
        {
            AddAt(path);
        }
    }

    private void AddAt(string path)
    {
        var type = _random.Next(16) switch
        {
            < 6 => LayerEntryType.Regular,
            < 10 => LayerEntryType.Directory,
            < 12 => LayerEntryType.SymbolicLink,
            12 => LayerEntryType.Fifo,
            13 => LayerEntryType.CharacterDevice,
            14 => LayerEntryType.BlockDevice,
            _ => LayerEntryType.HardLink,
        };
        var targets = _files.Where(file => file.Value.Entry.Type == LayerEntryType.Regular).Select(file => file.Key).ToArray();
        if (type == LayerEntryType.HardLink && targets.Length == 0)
        {
            type = LayerEntryType.Regular;
        }

        var content = type == LayerEntryType.Regular ? new byte[_random.Next(4) switch { 0 => 0, 1 => _random.Next(511, 514), 2 => _random.Next(1, 100), _ => _random.Next(9000) }] : [];
        _random.NextBytes(content);
        var device = type is LayerEntryType.CharacterDevice or LayerEntryType.BlockDevice;
        var entry = new LayerEntry
        {
            Path = UnixPath.FromText(path),
            Type = type,
            Mode = type == LayerEntryType.SymbolicLink ? 0x1FF : _random.Next(0x1000),
            Uid = _random.Next(6) == 0 ? 3_000_000u : (uint)_random.Next(3) * 1000,
            Gid = (uint)_random.Next(3) * 1000,
            Size = content.Length,
            MtimeSeconds = _random.Next(8) == 0 ? -1000 : 1_500_000_000 + _random.Next(100_000_000),
            LinkTarget = type switch
            {
                LayerEntryType.SymbolicLink => ByteText.Encode(_random.Next(4) == 0 ? new string('t', _random.Next(95, 1500)) : "../" + s_names[_random.Next(s_names.Length)]),
                LayerEntryType.HardLink => ByteText.Encode(targets[_random.Next(targets.Length)]),
                _ => [],
            },
            DevMajor = device ? (uint)_random.Next(1, 4000) : 0,
            DevMinor = device ? (uint)_random.Next(1_000_000) : 0,
            Xattrs = type is LayerEntryType.Regular or LayerEntryType.Directory && _random.Next(4) == 0 ? Attributes() : XattrSet.Empty,
        };
        if (type == LayerEntryType.HardLink)
        {
            entry = entry with { MtimeSeconds = 0, Mode = 0 };
        }

        _files[path] = (entry, content);
        if (type == LayerEntryType.Directory)
        {
            _directories.Add(path);
        }
    }

    private XattrSet Attributes()
    {
        var value = new byte[_random.Next(40)];
        _random.NextBytes(value);
        return XattrSet.Create(
        [
            new Xattr(Encoding.ASCII.GetBytes("user.test" + _random.Next(3)), value),
            new Xattr("trusted.a%b"u8.ToArray(), [0xff, 0x00, 0x80]),
        ]);
    }

    private bool HasLinks(string key) => _files.Values.Any(file => file.Entry.Type == LayerEntryType.HardLink && ByteText.Decode(file.Entry.LinkTarget.Span) == key);

    private void Delete(string key)
    {
        var below = key + "/";
        foreach (var path in _files.Keys.Where(path => path == key || path.StartsWith(below, StringComparison.Ordinal)).ToArray())
        {
            _files.Remove(path);
            _directories.Remove(path);
        }

        // A link without its first name would name nothing.
        foreach (var (path, file) in _files.ToArray())
        {
            if (file.Entry.Type == LayerEntryType.HardLink && !_files.ContainsKey(ByteText.Decode(file.Entry.LinkTarget.Span)))
            {
                _files.Remove(path);
            }
        }
    }
}
