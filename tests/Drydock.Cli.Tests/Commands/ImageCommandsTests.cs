using System.Text.Json.Nodes;
using Drydock.Testing;
using Drydock.Testing.Images;

namespace Drydock.Cli.Tests.Commands;

/// <summary>The image commands of the real program, without a registry.</summary>
public sealed class ImageCommandsTests : IDisposable
{
    private readonly DrydockProgram _drydock = new();
    private readonly TempDirectory _files = new();

    public void Dispose()
    {
        _drydock.Dispose();
        _files.Dispose();
    }

    [Fact]
    public async Task Import_Changes_AreInTheConfig()
    {
        var id = await ImportAsync("app", "-c", "CMD [\"/bin/sh\", \"-l\"]", "-c", "ENV A=1", "-c", "ENV B=$A/b", "-c", "EXPOSE 80", "-c", "LABEL x=y", "-c", "USER nobody", "-c", "VOLUME /data",
            "-c", "WORKDIR /srv", "-c", "WORKDIR app", "-c", "ENTRYPOINT top", "-c", "STOPSIGNAL SIGINT", "-c", "HEALTHCHECK --interval=5s CMD true", "-c", "ONBUILD RUN make", "-m", "by hand");

        var image = (await InspectAsync("app"))[0]!;
        Assert.Equal(id, (string?)image["Id"]);
        Assert.Equal("by hand", (string?)image["Comment"]);
        var config = image["Config"]!;
        Assert.Equal("""["A=1","B=1/b"]""", config["Env"]!.ToJsonString());
        Assert.Equal("""{"80/tcp":{}}""", config["ExposedPorts"]!.ToJsonString());
        Assert.Equal("""{"x":"y"}""", config["Labels"]!.ToJsonString());
        Assert.Equal("""{"/data":{}}""", config["Volumes"]!.ToJsonString());
        Assert.Equal(("nobody", "/srv/app", "SIGINT"), ((string?)config["User"], (string?)config["WorkingDir"], (string?)config["StopSignal"]));
        Assert.Equal("""["/bin/sh","-c","top"]""", config["Entrypoint"]!.ToJsonString());
        Assert.Equal(5_000_000_000, (long?)config["Healthcheck"]!["Interval"]);
        Assert.Equal("""["RUN make"]""", config["OnBuild"]!.ToJsonString());
    }

    [Theory]
    [InlineData("RUN make")]
    [InlineData("FROM scratch")]
    [InlineData("COPY a b")]
    [InlineData("NONSENSE")]
    [InlineData("CMD a\nCMD b")]
    public async Task Import_InstructionThatIsNoChange_IsRefused(string change)
    {
        var result = (await _drydock.RunWithInputAsync(Tar(), "import", "-c", change, "-", "app")).Failed();

        Assert.Contains("--change", result.Errors, StringComparison.Ordinal);
        Assert.Equal("", (await _drydock.RunAsync("images", "-q")).Output);
    }

    [Fact]
    public async Task Images_TwoNames_AreTwoRowsInDockersForm()
    {
        var id = await ImportAsync("app");
        (await _drydock.RunAsync("tag", "app", "registry.test/team/app:2")).Succeeded();

        var lines = (await _drydock.RunAsync("images")).Succeeded().Output.TrimEnd('\n').Split('\n');

        Assert.Matches(@"^REPOSITORY +TAG +IMAGE ID +CREATED +SIZE$", lines[0]);
        Assert.Equal(3, lines.Length);
        Assert.Contains(lines, l => System.Text.RegularExpressions.Regex.IsMatch(l, $@"^app +latest +{id[7..19]} +.* ago +5B$", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1)));
        Assert.Equal($"{id}\n{id}\n", (await _drydock.RunAsync("image", "ls", "-q", "--no-trunc")).Output);
        Assert.Equal("app:latest\n", (await _drydock.RunAsync("images", "--format", "{{.Repository}}:{{.Tag}}", "app")).Output);
        Assert.Equal("", (await _drydock.RunAsync("images", "-q", "--filter", "dangling=true")).Output);
        Assert.Equal("app", (string?)JsonNode.Parse((await _drydock.RunAsync("images", "--format", "json", "app")).Output)!["Repository"]);
    }

    [Fact]
    public async Task Inspect_SomeMissing_PrintsTheOthersAndFails()
    {
        var id = await ImportAsync("app");

        var result = await _drydock.RunAsync("inspect", "--format", "{{.Id}} {{.Size}} {{json .Config.Cmd}} {{.Config.StopSignal}}", "app", "nothing");

        Assert.Equal((1, $"{id} 5 null \n", "Error: No such object: nothing\n"), (result.ExitCode, result.Output, result.Errors));
        var missing = await _drydock.RunAsync("image", "inspect", "nothing");
        Assert.Equal((1, "[]\n", "Error: No such image: nothing\n"), (missing.ExitCode, missing.Output, missing.Errors));
        Assert.Equal(125, (await _drydock.RunAsync("inspect", "--type", "planet", "app")).ExitCode);
    }

    [Fact]
    public async Task History_Image_IsInDockersForm()
    {
        var id = await ImportAsync("app", "-m", "note");

        Assert.Equal($"{id[7..19]} 5B note\n", (await _drydock.RunAsync("history", "--format", "{{.ID}} {{.Size}} {{.Comment}}", "app")).Succeeded().Output);
        Assert.Equal($"{id}\n", (await _drydock.RunAsync("history", "-q", "--no-trunc", "app")).Output);
        Assert.Equal("5\n", (await _drydock.RunAsync("history", "--human=false", "--format", "{{.Size}}", "app")).Output);
    }

    [Fact]
    public async Task SaveAndLoad_ThroughPipes_GiveTheImageBack()
    {
        var id = await ImportAsync("app");
        var archive = (await _drydock.RunAsync("save", "app")).Succeeded().OutputBytes;
        (await _drydock.RunAsync("rmi", "app")).Succeeded();

        var loaded = (await _drydock.RunWithInputAsync(archive, "load")).Succeeded();

        Assert.Equal("Loaded image: app:latest\n", loaded.Output);
        Assert.Equal($"{id}\n", (await _drydock.RunAsync("images", "-q", "--no-trunc")).Output);
        var file = _files["image.tar"];
        (await _drydock.RunAsync("save", "-o", file, id)).Succeeded();
        Assert.Equal($"Loaded image ID: {id}\n", (await _drydock.RunAsync("load", "-q", "-i", file)).Succeeded().Output);
    }

    [Fact]
    public async Task Rmi_Names_SaysWhatWentAsDockerDoes()
    {
        var id = await ImportAsync("app");
        (await _drydock.RunAsync("tag", "app", "app:2")).Succeeded();

        Assert.Equal("Untagged: app:2\n", (await _drydock.RunAsync("rmi", "app:2")).Succeeded().Output);
        Assert.Equal($"Untagged: app:latest\nDeleted: {id}\n", (await _drydock.RunAsync("image", "rm", "app")).Succeeded().Output);
        Assert.Equal(1, (await _drydock.RunAsync("rmi", "app")).ExitCode);
        Assert.Equal(0, (await _drydock.RunAsync("rmi", "-f", "app")).ExitCode);
    }

    [Fact]
    public async Task Prune_Dangling_AsksAndThenRemoves()
    {
        await ImportAsync("app", "-m", "first");
        var kept = await ImportAsync("app", "-m", "second");

        var cancelled = await _drydock.RunWithInputAsync("n\n"u8.ToArray(), "image", "prune");
        Assert.Equal(1, cancelled.ExitCode);
        Assert.Contains("Would reclaim:", (await _drydock.RunAsync("image", "prune", "--dry-run")).Succeeded().Output, StringComparison.Ordinal);
        Assert.Equal(2, (await _drydock.RunAsync("images", "-q")).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);

        var pruned = (await _drydock.RunAsync("image", "prune", "-f")).Succeeded().Output;

        Assert.StartsWith("Deleted Images:\ndeleted: sha256:", pruned, StringComparison.Ordinal);
        Assert.Contains("Total reclaimed space: ", pruned, StringComparison.Ordinal);
        Assert.Equal($"{kept}\n", (await _drydock.RunAsync("images", "-q", "--no-trunc")).Output);
    }

    [Fact]
    public async Task Df_Store_HasARowForEachKind()
    {
        await ImportAsync("app");

        var lines = (await _drydock.RunAsync("df")).Succeeded().Output.Split('\n');

        Assert.Matches("^TYPE +TOTAL +ACTIVE +SIZE +RECLAIMABLE$", lines[0]);
        Assert.Matches(@"^Images +1 +0 +\S+B +\S+B \(100%\)$", lines[1]);
        Assert.Contains("SHARED SIZE", (await _drydock.RunAsync("system", "df", "-v")).Succeeded().Output, StringComparison.Ordinal);
    }

    private async Task<string> ImportAsync(string name, params string[] options) =>
        (await _drydock.RunWithInputAsync(Tar(), ["import", .. options, "-", name])).Succeeded().Output.TrimEnd('\n');

    private async Task<JsonArray> InspectAsync(string name) => JsonNode.Parse((await _drydock.RunAsync("image", "inspect", name)).Succeeded().Output)!.AsArray();

    private static byte[] Tar()
    {
        using var tar = new LayerTar();
        return tar.File("file", "hello").ToArray();
    }
}
