using Drydock.Layers.Tests.Support;

namespace Drydock.Layers.Tests.RoundTrip;

/// <summary>GNU tar, with all that it can be asked to keep.</summary>
internal sealed class GnuTarPeer : Peer
{
    public override string Name => "GNU tar";

    public override IReadOnlyDictionary<string, string> CannotWrite { get; } = new Dictionary<string, string>
    {
        [Oddities.LinkedDevices] = "GNU tar writes each name of a device or pipe as a device of its own",
    };

    public override bool KnowsWhiteouts => false;

    public override byte[] Write(Scratch scratch, string? before, string after) =>
        Tool.Run("tar", "--format=posix", "--sparse", "--xattrs", "--xattrs-include=*", "--numeric-owner", "-C", after, "-cf", "-", ".");

    public override string Read(Scratch scratch, IReadOnlyList<byte[]> layers)
    {
        var target = scratch.Make("gnu");
        Tool.Run(layers[0], "tar", "-xpf", "-", "-C", target, "--numeric-owner", "--xattrs", "--xattrs-include=*", "--delay-directory-restore");
        return target;
    }
}
