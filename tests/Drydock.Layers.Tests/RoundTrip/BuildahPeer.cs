using System.Text;
using Drydock.Layers.Tests.Support;

namespace Drydock.Layers.Tests.RoundTrip;

/// <summary>buildah: a container that is committed, and one that is mounted.</summary>
internal sealed class BuildahPeer : Peer
{
    public override string Name => "buildah";

    private const string OnlySomeXattrs = "containers/storage keeps extended attributes of user. and capabilities only";

    public override IReadOnlyDictionary<string, string> CannotWrite { get; } = new Dictionary<string, string>
    {
        [Oddities.TrustedXattrs] = OnlySomeXattrs,
        [Oddities.XattrsOfLinks] = OnlySomeXattrs,
        [Oddities.AccessLists] = OnlySomeXattrs,
        [Oddities.XattrNames] = "archive/tar refuses a = in a PAX record's name, and buildah leaves it out",
    };

    public override IReadOnlyDictionary<string, string> CannotRead { get; } = new Dictionary<string, string>
    {
        [Oddities.TrustedXattrs] = OnlySomeXattrs,
        [Oddities.XattrsOfLinks] = OnlySomeXattrs,
        [Oddities.AccessLists] = OnlySomeXattrs,
        [Oddities.XattrNames] = GoTar.TakesPercentLiterally,
        [Oddities.EmptyXattrs] = GoTar.NoEmptyXattrs,
        [Oddities.LinkedLinks] = "the vfs driver copies what is no regular file",
        [Oddities.LinkedDevices] = "the vfs driver copies what is no regular file",
        [Oddities.EarlyTimes] = "containers/storage sets times before 1970 to 1970",
    };

    public override byte[] Write(Scratch scratch, string? before, string after)
    {
        Tool.Shell("""
            cd "$1"; b() { buildah --storage-driver vfs --root "$PWD/store" --runroot "$PWD/run" "$@"; }
            c=$(b from scratch)
            if [ -n "$2" ]; then m=$(b mount $c); cp -a "$2/." "$m"; i=$(b commit -q $c); b rm $c; c=$(b from $i); fi
            m=$(b mount $c); find "$m" -mindepth 1 -delete; cp -a --sparse=always "$3/." "$m"; b commit -q $c oci:written:after
            """, scratch.Path, before ?? "", after);
        return OciLayout.TopLayer(scratch["written"], "after");
    }

    public override string Read(Scratch scratch, IReadOnlyList<byte[]> layers)
    {
        OciLayout.Make(scratch, layers);
        var mounted = Tool.Shell("""
            cd "$1"; b() { buildah --storage-driver vfs --root "$PWD/store" --runroot "$PWD/run" "$@"; }
            b mount $(b from oci:layout:image)
            """, scratch.Path);
        return Encoding.UTF8.GetString(mounted).Trim();
    }
}
