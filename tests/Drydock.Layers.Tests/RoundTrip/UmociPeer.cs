using Drydock.Layers.Tests.Support;

namespace Drydock.Layers.Tests.RoundTrip;

/// <summary>umoci: repack of an unpacked image, and unpack.</summary>
internal sealed class UmociPeer : Peer
{
    public override string Name => "umoci";

    public override IReadOnlyDictionary<string, string> CannotWrite { get; } = new Dictionary<string, string>
    {
        [Oddities.XattrNames] = "Go's archive/tar refuses a = in a PAX record's name, and umoci ends",
        [Oddities.EmptyXattrs] = GoTar.NoEmptyXattrs,
        [Oddities.Fractions] = "archive/tar rounds a time to the nearest second",
    };

    public override IReadOnlyDictionary<string, string> CannotRead { get; } = new Dictionary<string, string>
    {
        [Oddities.XattrNames] = GoTar.TakesPercentLiterally,
        [Oddities.EmptyXattrs] = GoTar.NoEmptyXattrs,
    };

    public override byte[] Write(Scratch scratch, string? before, string after)
    {
        Tool.Shell("""
            cd "$1"; umoci init --layout written; umoci new --image written:empty; umoci unpack --image written:empty bundle
            if [ -n "$2" ]; then cp -a "$2/." bundle/rootfs; umoci repack --refresh-bundle --image written:before bundle; fi
            find bundle/rootfs -mindepth 1 -delete; cp -a --sparse=always "$3/." bundle/rootfs; umoci repack --image written:after bundle
            """, scratch.Path, before ?? "", after);
        return OciLayout.TopLayer(scratch["written"], "after");
    }

    public override string Read(Scratch scratch, IReadOnlyList<byte[]> layers)
    {
        OciLayout.Make(scratch, layers);
        Tool.Run("umoci", "unpack", "--image", scratch["layout"] + ":image", scratch["unpacked"]);
        return scratch["unpacked/rootfs"];
    }
}
