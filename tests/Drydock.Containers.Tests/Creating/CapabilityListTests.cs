using Drydock.Containers.Creating;
using Drydock.Linux.Runtime;

namespace Drydock.Containers.Tests.Creating;

public sealed class CapabilityListTests
{
    [Fact]
    public void Of_Nothing_IsNull() => Assert.Null(CapabilityList.Of([], []));

    [Fact]
    public void Of_AddAndDrop_ChangesTheDefault()
    {
        var list = CapabilityList.Of(["net_admin"], ["CAP_CHOWN"])!;
        Assert.Equal(Capabilities.Default.Except(["CAP_CHOWN"]).Append("CAP_NET_ADMIN"), list);
    }

    [Fact]
    public void Of_DropAll_LeavesWhatIsAdded() => Assert.Equal(["CAP_KILL"], CapabilityList.Of(["kill"], ["ALL"]));

    [Fact]
    public void Of_AddAll_LacksWhatIsDropped() => Assert.Equal(Capabilities.Held().Except(["CAP_KILL"]), CapabilityList.Of(["all"], ["kill"]));

    [Fact]
    public void Of_UnknownName_SaysSo() =>
        Assert.Contains("\"fly\"", Assert.Throws<ContainerException>(() => CapabilityList.Of(["fly"], [])).Message, StringComparison.Ordinal);
}
