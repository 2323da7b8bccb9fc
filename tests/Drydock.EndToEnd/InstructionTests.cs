using System.Formats.Tar;

namespace Drydock.EndToEnd;

public sealed class InstructionTests(Yard yard) : IClassFixture<Yard>
{
    private const string Everything = """
        # syntax=docker/dockerfile:1
        ARG BASE=busybox:latest
        FROM ${BASE} AS builder
        ARG VERSION=1.0
        ENV GREETING="hello" PLACE=world
        WORKDIR /src
        COPY main.txt .
        COPY --chmod=750 tool.sh /usr/bin/tool
        ADD extra.tar.gz /extra/
        RUN echo "$GREETING $PLACE $VERSION" > made.txt && cat main.txt >> made.txt
        RUN ["/bin/sh", "-c", "echo exec >> made.txt"]
        SHELL ["/bin/sh", "-ec"]
        RUN false || echo shell >> made.txt

        FROM busybox
        MAINTAINER someone@example.com
        LABEL org.example.name="app" other=1
        ENV MODE=final
        EXPOSE 8080 53/udp
        VOLUME ["/data", "/cache"]
        STOPSIGNAL SIGQUIT
        HEALTHCHECK --interval=5s --timeout=2s --retries=4 CMD wget -q localhost
        ONBUILD RUN echo later
        COPY --from=builder --chown=1000:50 /src/made.txt /app/
        USER guest:staff
        WORKDIR /work
        ENTRYPOINT ["/bin/cat"]
        CMD ["/app/made.txt"]
        """;

    [Fact]
    public async Task Build_OfEveryClassicInstruction_GivesTheirFilesAndConfiguration()
    {
        using var site = Site();
        var files = await site.FilesAsync();
        Assert.Equal("hello world 1.0\nmain\nexec\nshell\n", BuildSite.Text(files, "app/made.txt"));
        Assert.Equal((1000, 50), (files["app/made.txt"].Uid, files["app/made.txt"].Gid));
        Assert.Equal(TarEntryType.Directory, files["work/"].EntryType);
        Assert.DoesNotContain("src/", files.Keys);

        var config = (await site.ConfigAsync())["config"]!;
        Assert.Equal("guest:staff", (string)config["User"]!);
        Assert.Equal("/work", (string)config["WorkingDir"]!);
        Assert.Equal("""["/bin/cat"]""", config["Entrypoint"]!.ToJsonString());
        Assert.Equal("""["/app/made.txt"]""", config["Cmd"]!.ToJsonString());
        Assert.Contains("MODE=final", config["Env"]!.AsArray().Select(e => (string)e!));
        Assert.Equal("SIGQUIT", (string)config["StopSignal"]!);
        Assert.Equal("app", (string)config["Labels"]!["org.example.name"]!);
        Assert.Equal(["53/udp", "8080/tcp"], config["ExposedPorts"]!.AsObject().Select(p => p.Key).Order());
        Assert.Equal(["/cache", "/data"], config["Volumes"]!.AsObject().Select(p => p.Key).Order());
        Assert.Equal(4, (int)config["Healthcheck"]!["Retries"]!);
        Assert.Equal("RUN echo later", (string)config["OnBuild"]![0]!);
    }

    [Fact]
    public async Task Build_OfTheFirstStage_HasItsFilesWithTheirModes()
    {
        using var site = Site();
        var files = await site.FilesAsync("--target", "builder");
        Assert.Equal("packed\n", BuildSite.Text(files, "extra/packed.txt"));
        Assert.Equal((UnixFileMode)0b111_101_000, files["usr/bin/tool"].Mode);
    }

    [Fact]
    public async Task Run_OnAnOnBuildBase_ExecutesTheTrigger()
    {
        using var site = yard.NewSite().Dockerfile("FROM busybox AS base\nONBUILD RUN echo triggered > /trigger\nFROM base\n");
        Assert.Equal("triggered\n", await site.ReadAsync("trigger"));
    }

    [Fact]
    public async Task Heredocs_OfRunAndCopy_AreScriptsAndFiles()
    {
        using var site = yard.NewSite().Dockerfile("""
            FROM busybox
            ARG WHO=you
            RUN <<END
            echo one > /script
            echo two >> /script
            END
            RUN <<"END" cat > /stdin
            from $HOME
            END
            COPY <<file-a <<"file-b" /files/
            hello $WHO
            file-a
            hello $WHO
            file-b
            """);
        var files = await site.FilesAsync();
        Assert.Equal("one\ntwo\n", BuildSite.Text(files, "script"));
        Assert.Equal("from $HOME\n", BuildSite.Text(files, "stdin"));
        Assert.Equal("hello you\n", BuildSite.Text(files, "files/file-a"));
        Assert.Equal("hello $WHO\n", BuildSite.Text(files, "files/file-b"));
    }

    [Fact]
    public async Task Add_OfEachCompressedArchive_UnpacksIt()
    {
        using var site = yard.NewSite().Dockerfile("FROM scratch\nADD a.tar b.tar.gz c.tar.xz d.tar.bz2 e.tar.zst /\nADD f.gz /\n");
        site.Write("a/a.txt", "a").Write("b/b.txt", "b").Write("c/c.txt", "c").Write("d/d.txt", "d").Write("e/e.txt", "e");
        foreach (var (name, flag, end) in new[] { ("a", "-c", ""), ("b", "-cz", ".gz"), ("c", "-cJ", ".xz"), ("d", "-cj", ".bz2"), ("e", "--zstd -c", ".zst") })
        {
            await ProcessFixture.RunAsync("sh", "-c", $"tar {flag} -f {site.Context}/{name}.tar{end} -C {site.Context}/{name} .");
        }

        await ProcessFixture.RunAsync("sh", "-c", $"echo plain | gzip > {site.Context}/f.gz");
        var files = await site.FilesAsync();
        Assert.Equal(["a.txt", "b.txt", "c.txt", "d.txt", "e.txt", "f.gz"], files.Keys.Where(k => k.Contains('.') && k != "./").Order());
    }

    private BuildSite Site()
    {
        var site = yard.NewSite().Dockerfile(Everything).Write("main.txt", "main\n").Write("tool.sh", "#!/bin/sh\n").Write("packed.txt", "packed\n");
        ProcessFixture.RunAsync("tar", "-czf", $"{site.Context}/extra.tar.gz", "-C", site.Context, "packed.txt").GetAwaiter().GetResult();
        return site;
    }
}
