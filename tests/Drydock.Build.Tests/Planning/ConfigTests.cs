using Drydock.Build.Graph;
using Drydock.Build.Tests.Support;
using Drydock.Oci;

namespace Drydock.Build.Tests.Planning;

public sealed class ConfigTests : IDisposable
{
    private readonly PlanFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Theory]
    [InlineData("CMD a b", """{"Cmd":["/bin/sh","-c","a b"],"ArgsEscaped":true}""", "CMD [\"/bin/sh\" \"-c\" \"a b\"]")]
    [InlineData("CMD [\"a\", \"b c\"]", """{"Cmd":["a","b c"],"ArgsEscaped":true}""", "CMD [\"a\" \"b c\"]")]
    [InlineData("CMD []", """{"ArgsEscaped":true}""", "CMD []")]
    [InlineData("ENTRYPOINT [\"e\"]", """{"Entrypoint":["e"]}""", "ENTRYPOINT [\"e\"]")]
    [InlineData("SHELL [\"/bin/sh\", \"-ec\"]\nCMD x", """{"Cmd":["/bin/sh","-ec","x"],"ArgsEscaped":true,"Shell":["/bin/sh","-ec"]}""", "CMD [\"/bin/sh\" \"-ec\" \"x\"]")]
    [InlineData("LABEL b=1 a=\"x y\"", """{"Labels":{"a":"x y","b":"1"}}""", "LABEL b=1 a=x y")]
    [InlineData("EXPOSE 80 53/UDP 1000-1001", """{"ExposedPorts":{"1000/tcp":{},"1001/tcp":{},"53/udp":{},"80/tcp":{}}}""", "EXPOSE [1000/tcp 1001/tcp 53/udp 80/tcp]")]
    [InlineData("VOLUME /b /a", """{"Volumes":{"/a":{},"/b":{}}}""", "VOLUME [/b /a]")]
    [InlineData("USER 1:2", """{"User":"1:2"}""", "USER 1:2")]
    [InlineData("STOPSIGNAL SIGINT", """{"StopSignal":"SIGINT"}""", "STOPSIGNAL SIGINT")]
    [InlineData("HEALTHCHECK NONE", """{"Healthcheck":{"Test":["NONE"]}}""", "HEALTHCHECK {Test:[NONE] Interval:0s Timeout:0s StartPeriod:0s StartInterval:0s Retries:0}")]
    [InlineData("HEALTHCHECK --interval=5s --retries=2 CMD x", """{"Healthcheck":{"Test":["CMD-SHELL","x"],"Interval":5000000000,"Retries":2}}""", "HEALTHCHECK {Test:[CMD-SHELL x] Interval:5s Timeout:0s StartPeriod:0s StartInterval:0s Retries:2}")]
    [InlineData("ENV a=1 b=\"x y\"", """{"Env":["a=1","b=x y"]}""", "ENV a=1 b=x y")]
    [InlineData("ARG a=1", "{}", "ARG a=1")]
    [InlineData("WORKDIR /", """{"WorkingDir":"/"}""", "WORKDIR /")]
    public async Task Plan_OfMetadata_ChangesConfigAndHistory(string instruction, string config, string history)
    {
        _fixture.With("base", new ContainerConfig());
        var image = (await _fixture.PlanAsync("FROM base\n" + instruction)).Image;
        var environment = image.Config.Env!.Where(e => !e.StartsWith("PATH=", StringComparison.Ordinal)).ToList();
        var actual = OciJson.Serialize(image.Config with { Env = environment.Count == 0 ? null : environment });
        Assert.Equal(System.Text.Json.Nodes.JsonNode.Parse(config)!.ToJsonString(), Ordered(actual, config));
        Assert.Equal((history, "buildkit.dockerfile.v0", true), (image.History[^1].Entry.CreatedBy, image.History[^1].Entry.Comment, image.History[^1].Entry.EmptyLayer));
        Assert.IsType<BaseStep>(image.Top);
    }

    [Fact]
    public async Task Plan_OfEntrypoint_ClearsCommandOfBaseOnly()
    {
        _fixture.With("base", new ContainerConfig { Cmd = ["from base"] });
        Assert.Null((await _fixture.PlanAsync("FROM base\nENTRYPOINT [\"e\"]")).Image.Config.Cmd);
        Assert.Equal(["mine"], (await _fixture.PlanAsync("FROM base\nCMD [\"mine\"]\nENTRYPOINT [\"e\"]")).Image.Config.Cmd);
        Assert.Null((await _fixture.PlanAsync("FROM base AS a\nCMD [\"mine\"]\nFROM a\nENTRYPOINT [\"e\"]")).Image.Config.Cmd);
        Assert.Null((await _fixture.PlanAsync("FROM base\nENTRYPOINT []")).Image.Config.Entrypoint);
    }

    [Fact]
    public async Task Plan_OfMaintainer_SetsAuthor()
    {
        var image = (await _fixture.PlanAsync("FROM scratch\nMAINTAINER Me <m@x>")).Image;
        Assert.Equal(("Me <m@x>", "MAINTAINER Me <m@x>"), (image.Author, image.History[^1].Entry.CreatedBy));
    }

    [Fact]
    public async Task Plan_OfOnbuild_IsKeptWithoutHistory()
    {
        var image = (await _fixture.PlanAsync("FROM scratch\nONBUILD RUN <<EOF\na\nEOF\n")).Image;
        Assert.Equal(["RUN <<EOF\na\nEOF"], image.Config.OnBuild);
        Assert.Empty(image.History);
    }

    [Fact]
    public async Task Plan_OfLabelOption_WinsOverLabel()
    {
        var image = (await _fixture.PlanAsync("FROM scratch\nLABEL a=1 b=2", o => o with { Labels = [new("a", "given"), new("c", "3")] })).Image;
        Assert.Equal(["a=given", "b=2", "c=3"], image.Config.Labels!.Select(l => $"{l.Key}={l.Value}").Order());
        Assert.Single(image.History);
    }

    [Theory]
    [InlineData("COPY --chown=1:2 --from=a /f /x/", "COPY --chown=1:2 /f /x/ # buildkit")]
    [InlineData("COPY --link --chmod=755 f /", "COPY --chmod=755 f / # buildkit")]
    [InlineData("ADD f /", "ADD f / # buildkit")]
    [InlineData("WORKDIR b", "WORKDIR /b")]
    [InlineData("RUN [\"touch\", \"a b\"]", "RUN touch a b # buildkit")]
    public async Task Plan_OfFiles_MakesOneEntryWithLayer(string instruction, string history)
    {
        var image = (await _fixture.PlanAsync("FROM scratch AS a\nFROM scratch\n" + instruction)).Image;
        var last = image.History[^1];
        Assert.Equal((history, null), (last.Entry.CreatedBy, last.Entry.EmptyLayer));
        Assert.Equal(image.Top, last.Step);
    }

    // The members of the actual document in the order of the expected one: order is the serializer's affair.
    private static string Ordered(byte[] actual, string expected)
    {
        var members = System.Text.Json.Nodes.JsonNode.Parse(actual)!.AsObject();
        var order = System.Text.Json.Nodes.JsonNode.Parse(expected)!.AsObject().Select(m => m.Key).ToList();
        return new System.Text.Json.Nodes.JsonObject(members.ToList().OrderBy(m => order.IndexOf(m.Key)).Select(m => KeyValuePair.Create(m.Key, m.Value?.DeepClone()))).ToJsonString();
    }
}
