using Drydock.Build.Tests.Support;

namespace Drydock.Build.Tests.Planning;

public sealed class OutlineTests : IDisposable
{
    private readonly PlanFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task Outline_OfTarget_HasWhatItsStagesTake()
    {
        var outline = (await _fixture.PlanAsync(
            """
            # VERSION is the version to build
            ARG VERSION=1
            ARG BASE=base-${VERSION}
            ARG UNUSED=1
            FROM scratch AS other
            ARG NEVER
            # tools has the tools
            FROM scratch AS tools
            # FLAGS are handed to make
            ARG FLAGS=-O2
            RUN --mount=type=secret,id=token --mount=type=ssh x
            # final runs
            FROM scratch AS final
            ARG BASE
            COPY --from=tools /x /
            RUN --mount=type=secret,id=token,required=true --mount=type=secret,id=more,required=true y
            """)).Outline;
        Assert.Equal(("final", "runs"), (outline.Name, outline.Description));
        Assert.Equal(
            [("VERSION", "1", "is the version to build", 2), ("BASE", "base-1", "", 3), ("FLAGS", "-O2", "are handed to make", 10)],
            outline.Arguments.Select(a => (a.Name, a.Value!, a.Description, a.Lines.Start)));
        Assert.Equal([("token", true), ("more", true)], outline.Secrets.Select(s => (s.Name, s.IsRequired)));
        Assert.Equal(["default"], outline.Agents.Select(a => a.Name));
    }
}
