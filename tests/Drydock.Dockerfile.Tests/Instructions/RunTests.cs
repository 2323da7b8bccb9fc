using Drydock.Dockerfile.Diagnostics;
using Drydock.Dockerfile.Instructions;

namespace Drydock.Dockerfile.Tests.Instructions;

public sealed class RunTests
{
    private static readonly string[] s_shell = ["/bin/sh", "-c"];

    [Fact]
    public void Mounts_OfEveryType_HaveTheirOptions()
    {
        Assert.Equal(
            new RunMount("target=/m") { Target = "/m", IsReadOnly = true },
            Mount("target=/m"));
        Assert.Equal(
            new RunMount("type=bind,from=a,src=/s,dst=m,rw") { From = "a", Source = "/s", Target = "m" },
            Mount("type=bind,from=a,src=/s,dst=m,rw"));
        Assert.Equal(
            new RunMount("type=cache,id=i,target=/m,sharing=locked,mode=0700,uid=1,gid=2")
            {
                Type = RunMountType.Cache, Id = "i", Target = "/m", Sharing = CacheSharing.Locked, Mode = 0x1C0, UserId = 1, GroupId = 2,
            },
            Mount("type=cache,id=i,target=/m,sharing=locked,mode=0700,uid=1,gid=2"));
        Assert.Equal(
            new RunMount("type=tmpfs,target=/m,size=1.5m") { Type = RunMountType.Tmpfs, Target = "/m", SizeBytes = 1_572_864 },
            Mount("type=tmpfs,target=/m,size=1.5m"));
        Assert.Equal(
            new RunMount("type=secret,id=s,env=S,required") { Type = RunMountType.Secret, Id = "s", Env = "S", IsRequired = true, IsReadOnly = true },
            Mount("type=secret,id=s,env=S,required"));
        Assert.Equal(
            new RunMount("type=ssh,required=false") { Type = RunMountType.Ssh, IsReadOnly = true },
            Mount("type=ssh,required=false"));
    }

    [Theory]
    [InlineData("type=foo,target=/x", "unsupported mount type \"foo\"")]
    [InlineData("type=tmp,target=/x", "unsupported mount type \"tmp\" (did you mean tmpfs?)")]
    [InlineData("type=bind,target=/m,size=1m", "unexpected key 'size' for mount type 'bind'")]
    [InlineData("target=/m,z", "invalid field 'z' must be a key=value pair")]
    [InlineData("tarlet=/m", "unexpected key 'tarlet' in 'tarlet=/m' (did you mean target?)")]
    [InlineData("target=/m,mode=755", "mode not allowed for \"bind\" type mounts")]
    [InlineData("type=secret", "invalid secret mount. one of source, target required")]
    [InlineData("type=cache,target=/m,sharing=some", "unsupported sharing value \"some\"")]
    [InlineData("type=bind,target=/m,sharing=locked", "invalid cache sharing set for bind mount")]
    [InlineData("type=cache,target=/m,uid=x", "invalid value x for uid")]
    public void Expand_OfWrongMount_SaysWhy(string mount, string message) =>
        Assert.Equal(message, Assert.Throws<DockerfileException>(() => Mount(mount)).Message);

    [Fact]
    public void Mounts_BeforeExpansion_HaveAtLeastTheirSource()
    {
        var run = (RunInstruction)InstructionParser.ParseLine("RUN --mount=type=$T,from=b,target=/m x");
        Assert.Equal("b", Assert.Single(run.Mounts).From);
    }

    [Fact]
    public void Expand_OfRun_ExpandsMountValuesOnly()
    {
        var run = (RunInstruction)InstructionParser.ParseLine("RUN --mount=type=$T,target=/${D} echo $D").Expand(n => n == "T" ? "cache" : "d").Value;
        Assert.Equal((RunMountType.Cache, "/d", "echo $D"), (run.Mounts[0].Type, run.Mounts[0].Target, run.Command.ShellText));
    }

    [Theory]
    [InlineData("RUN a b", "/bin/sh|-c|a b", null)]
    [InlineData("RUN [\"a\", \"b\"]", "a|b", null)]
    [InlineData("RUN <<E\na\nb\nE", "/bin/sh|-c|a\nb\n", null)]
    [InlineData("RUN <<-E\n\ta\n\tE", "/bin/sh|-c|a\n", null)]
    [InlineData("RUN <<E\n#!/usr/bin/x\na\nE", "/bin/sh|-c|/dev/pipes/E", "#!/usr/bin/x\na\n")]
    [InlineData("RUN cat <<A <<B\na\nA\nb\nB", "/bin/sh|-c|cat <<A <<B\na\nA\nb\nB", null)]
    public void Script_OfForm_IsWhatIsStarted(string text, string arguments, string? file)
    {
        var script = ((RunInstruction)InstructionParser.ParseLine(text)).Script(s_shell);
        Assert.Equal(arguments, string.Join('|', script.Arguments));
        Assert.Equal(file, script.File?.Content);
    }

    [Fact]
    public void Parse_OfFlags_GivesThem()
    {
        var run = (RunInstruction)InstructionParser.ParseLine("RUN --network=none --security=insecure --device=v.com/d=x,required a");
        Assert.Equal(("none", "insecure"), (run.Network, run.Security));
        Assert.Equal(new RunDevice("v.com/d=x", true), Assert.Single(run.Devices));
    }

    private static RunMount Mount(string text) =>
        ((RunInstruction)InstructionParser.ParseLine($"RUN --mount={text} true").Expand(_ => null).Value).Mounts[0];
}
