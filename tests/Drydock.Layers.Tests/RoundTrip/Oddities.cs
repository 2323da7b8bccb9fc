using Drydock.Layers.Tests.Support;

namespace Drydock.Layers.Tests.RoundTrip;

/// <summary>What trees may hold that some program gets wrong: each is a script that makes it in an empty directory.</summary>
internal static class Oddities
{
    public const string Plain = "plain files";
    public const string LongNames = "long names";
    public const string NameBytes = "names of any bytes";
    public const string LargeOwners = "owners beyond 2^21";
    public const string HardLinks = "hard links";
    public const string LinkedLinks = "hard links to symbolic links";
    public const string LinkedDevices = "hard links to devices and pipes";
    public const string SymbolicLinks = "symbolic links";
    public const string LongTargets = "targets of links of 1500 bytes";
    public const string Devices = "devices and pipes";
    public const string Xattrs = "extended attributes";
    public const string EmptyXattrs = "extended attributes without a value";
    public const string TrustedXattrs = "extended attributes of the system";
    public const string XattrsOfLinks = "extended attributes of symbolic links";
    public const string XattrNames = "extended attributes with = in the name";
    public const string Capabilities = "capabilities";
    public const string AccessLists = "access lists";
    public const string Fractions = "fractions of seconds";
    public const string EarlyTimes = "times before 1970";
    public const string LateTimes = "times after 2106";
    public const string TimesOfLinks = "times of symbolic links";
    public const string Sparse = "sparse files";

    private const string WholeSeconds = """
        python3 -c "
        import os
        for d, _, _ in os.walk(b'.', topdown=False):
            for f in [os.path.join(d, f) for f in os.listdir(d)] if b'fractions' not in d else []:
                os.utime(f, (0, os.lstat(f).st_mtime_ns // 10**9), follow_symlinks=False)
        "
        """;

    public static IReadOnlyDictionary<string, string> All { get; } = new Dictionary<string, string>
    {
        [Plain] = """
            mkdir -p d/e read-only none; echo hello > d/f; : > empty; head -c 513 /dev/zero > odd; echo x > read-only/x
            chmod 4751 d/f; chmod 3777 d/e; chmod 555 read-only; chmod 0 none; chown 12:34 d/e; touch -d @1234567890 d/f d
            """,
        [LongNames] = """
            n=$(printf 'n%.0s' {1..90}); mkdir -p $n/$n/$n; echo 1 > $n/f; echo 2 > $n/$n/$n/f
            m=$(printf 'm%.0s' {1..255}); echo 3 > $m; mkdir o; ln -s $m o/l; mkdir $(printf 'd%.0s' {1..99}) $(printf 'd%.0s' {1..100})
            """,
        [NameBytes] = """touch -- $'\xff\xfe' $'\x80' 'blank name' ' ' $'new\nline' $'tab\t' 'back\slash' uml-ä -rf '%41' '#' '=' '~' '..x'; echo 1 > $'a\xc3'; ln $'a\xc3' $'b\xc3'""",
        [LargeOwners] = "touch a b; chown 3000000:3000001 a; chown 4294967294:2097152 b",
        [HardLinks] = "mkdir d e; echo x > d/f; ln d/f e/f; ln d/f a; ln d/f z; chmod 600 d/f",
        [LinkedLinks] = "ln -s t s; ln s s2",
        [LinkedDevices] = "mkfifo p; ln p p2; mknod c c 1 3; ln c c2",
        [SymbolicLinks] = """mkdir d; ln -s d dir; ln -s /abs/not/there abs; ln -s ../../../../../up d/up; ln -s $'\xff\n' bytes; ln -s loop loop; chown -h 5:6 dir""",
        [LongTargets] = "ln -s $(printf 't%.0s' {1..1500}) long; ln -s $(printf 't%.0s' {1..150}) middle",
        [Devices] = "mkfifo p; mknod null c 1 3; mknod disk b 8 17; mknod large c 4000 1000000; chmod 640 null; chown 0:6 disk",
        [Xattrs] = """mkdir d; echo 1 > f; setfattr -n user.a -v 0x00ff0a3d f; setfattr -n user.d -v $(printf 'v%.0s' {1..900}) d""",
        [EmptyXattrs] = "echo 1 > f; setfattr -n user.empty f",
        [TrustedXattrs] = """mkdir d; setfattr -n trusted.t -v $'two\nlines' d""",
        [XattrsOfLinks] = "ln -s t l; setfattr -h -n trusted.l -v 1 l",
        [XattrNames] = "echo 1 > f; setfattr -n user.a=b -v 1 f; setfattr -n user.50% -v 2 f",
        [Capabilities] = "echo 1 > ping; chmod 755 ping; setcap cap_net_raw+ep ping; echo 2 > su; chown 7:8 su; chmod 6755 su; setcap cap_chown+ep su",
        [AccessLists] = "echo 1 > f; chmod 640 f; setfattr -n system.posix_acl_access -v 0x0200000001000600ffffffff02000400e803000004000400ffffffff10000400ffffffff20000000ffffffff f",
        [Fractions] = "touch -d @1234567890.723456789 f",
        [EarlyTimes] = "touch -d @-1000 f; mkdir d; touch -d @-1000000000 d",
        [TimesOfLinks] = "ln -s t l; touch -h -d @1234567890 l",
        [LateTimes] = "touch -d @4300000000 f",
        [Sparse] = "truncate -s 3M hole; truncate -s 2M s; printf end >> s; printf middle | dd of=s bs=1 seek=1000000 conv=notrunc status=none; truncate -s 4M s",
    };

    /// <summary>Runs scripts, each in a directory of its own; except where fractions are what it is about, all times are then whole seconds.</summary>
    public static void Make(string root, IEnumerable<KeyValuePair<string, string>> scripts)
    {
        var all = scripts.Select(s => $"(mkdir -p '{s.Key}'; cd '{s.Key}'\n{s.Value}\n)");
        Tool.Shell("cd \"$1\"\n" + string.Join('\n', all) + "\n" + WholeSeconds, Directory.CreateDirectory(root).FullName);
    }

    /// <summary>What becomes of a tree: pairs of a script that makes it and one that changes it.</summary>
    public static IReadOnlyDictionary<string, (string Before, string Change)> Changes { get; } = new Dictionary<string, (string, string)>
    {
        ["nothing but additions"] = ("mkdir d; echo 1 > d/f; echo 1 > a", "echo 2 > d/g; mkdir e; echo 3 > e/f; echo more >> a"),
        ["deletions"] = ("mkdir -p d/e k; echo 1 > d/e/f; echo 2 > k/f; echo 3 > k/g; ln -s f k/l; mkfifo k/p", "rm -r d; rm k/f k/l k/p"),
        ["a directory that is made anew"] = ("mkdir -p d/e; echo 1 > d/f; echo 2 > d/e/f", "rm -r d; mkdir d; echo 3 > d/new; chmod 700 d"),
        ["a directory in place of a file"] = ("echo 1 > x; ln -s d l; mkdir d; echo 2 > d/f", "rm x l; mkdir x l; echo 2 > x/f; echo 3 > l/f"),
        ["a file in place of a directory"] = ("mkdir -p x/y l; echo 1 > x/y/f; echo 1 > l/f", "rm -r x l; echo 2 > x; ln -s x l"),
        ["other attributes"] = ("mkdir d; echo 1 > d/f; echo 1 > o; echo 1 > t", "chmod 700 d; chmod 4755 d/f; chown 5:6 o; touch -d @1500000000 t"),
        ["odd names that go"] = ("""touch -- $'\xff' $'new\nline' ' ' -rf uml-ä keep; mkdir $(printf 'd%.0s' {1..250})""", "rm -- $'\\xff' $'new\\nline' ' ' -rf uml-ä; rmdir d*"),
    };
}
