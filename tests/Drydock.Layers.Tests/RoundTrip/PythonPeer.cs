using Drydock.Layers.Tests.Support;

namespace Drydock.Layers.Tests.RoundTrip;

/// <summary>The tarfile module of Python.</summary>
internal sealed class PythonPeer : Peer
{
    private const string NoXattrs = "tarfile neither stores nor restores extended attributes";

    private const string OnlyFiles = "tarfile knows hard links of regular files only";

    private static readonly string[] s_xattrs =
        [Oddities.Xattrs, Oddities.EmptyXattrs, Oddities.TrustedXattrs, Oddities.XattrsOfLinks, Oddities.XattrNames, Oddities.Capabilities, Oddities.AccessLists];

    public override string Name => "Python";

    public override bool KnowsWhiteouts => false;

    public override IReadOnlyDictionary<string, string> CannotWrite { get; } = new Dictionary<string, string>(s_xattrs.Select(x => KeyValuePair.Create(x, NoXattrs)))
    {
        [Oddities.LinkedLinks] = OnlyFiles,
        [Oddities.LinkedDevices] = OnlyFiles,
    };

    public override IReadOnlyDictionary<string, string> CannotRead { get; } = new Dictionary<string, string>(s_xattrs.Select(x => KeyValuePair.Create(x, NoXattrs)))
    {
        [Oddities.TimesOfLinks] = "tarfile leaves them at the time of extraction",
        [Oddities.LinkedLinks] = "it links to what the symbolic link leads to, or copies it",
    };

    public override byte[] Write(Scratch scratch, string? before, string after) => Tool.Python("""
        import sys, tarfile
        with tarfile.open(fileobj=sys.stdout.buffer, mode='w|', format=tarfile.PAX_FORMAT) as t:
            t.add(sys.argv[1], '.')
        """, after);

    public override string Read(Scratch scratch, IReadOnlyList<byte[]> layers)
    {
        var target = scratch.Make("python");
        Tool.Python("""
            import sys, tarfile
            with tarfile.open(sys.argv[1]) as t:
                t.extractall(sys.argv[2], numeric_owner=True)
            """, Files(scratch, layers, i => $"python{i}.tar"), target);
        return target;
    }
}
