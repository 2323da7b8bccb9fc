using Drydock.Dockerfile.Diagnostics;
using Drydock.Dockerfile.Instructions;

namespace Drydock.Dockerfile.Tests.Instructions;

/// <summary>What is expanded in which instruction, and how histories show it.</summary>
public sealed class ExpandTests
{
    private static string? Lookup(string name) => name switch { "A" => "old", "P" => "8080 9090/udp", "S" => "SIGTERM", _ => null };

    [Theory]
    [InlineData("ENV A=new B=$A ${A}C=x", "ENV A=new B=old oldC=x")]
    [InlineData("ENV a b  $A", "ENV a=b  old")]
    [InlineData("LABEL a='$A' b=\"$A x\"", "LABEL a=$A b=old x")]
    [InlineData("MAINTAINER $A <m>", "MAINTAINER $A <m>")]
    [InlineData("USER $A:1", "USER old:1")]
    [InlineData("VOLUME /$A /b", "VOLUME [/old /b]")]
    [InlineData("EXPOSE 80/TCP 8000-8001", "EXPOSE [80/tcp 8000/tcp 8001/tcp]")]
    [InlineData("EXPOSE 9 $P", "EXPOSE [8080/tcp 9090/udp 9/tcp]")]
    [InlineData("STOPSIGNAL $S", "STOPSIGNAL SIGTERM")]
    [InlineData("STOPSIGNAL rtmin+3", "STOPSIGNAL rtmin+3")]
    [InlineData("SHELL [\"/bin/$A\", \"-ec\"]", "SHELL [/bin/$A -ec]")]
    [InlineData("HEALTHCHECK NONE", "HEALTHCHECK {Test:[NONE] Interval:0s Timeout:0s StartPeriod:0s StartInterval:0s Retries:0}")]
    [InlineData("HEALTHCHECK --interval=90s CMD $A", "HEALTHCHECK {Test:[CMD-SHELL $A] Interval:1m30s Timeout:0s StartPeriod:0s StartInterval:0s Retries:0}")]
    [InlineData("COPY --link --chmod=$M --chown=$A --from=x a/$A /$A/", "COPY --chown=old a/old /old/ # buildkit")]
    [InlineData("COPY --parents --exclude=z --chown=1 --chmod=u=rwX,go=rX a /b", "COPY --parents --chown=1 --chmod=u=rwX,go=rX a /b # buildkit")]
    [InlineData("COPY <<F x /b\nF", "COPY x <<F /b # buildkit")]
    [InlineData("ADD a.tar /$A", "ADD a.tar /old # buildkit")]
    public void History_OfExpanded_IsBuildKits(string text, string history) =>
        Assert.Equal(history, InstructionParser.ParseLine(text).Expand(Lookup).Value.History);

    [Theory]
    [InlineData("RUN $A")]
    [InlineData("CMD $A")]
    [InlineData("ENTRYPOINT [\"$A\"]")]
    [InlineData("ONBUILD USER $A")]
    [InlineData("ARG B=$A")]
    [InlineData("MAINTAINER $A")]
    public void Expand_OfInstructionThatIsNotExpanded_ChangesNothing(string text)
    {
        var instruction = InstructionParser.ParseLine(text);
        var expanded = instruction.Expand(Lookup);
        Assert.Same(instruction, expanded.Value);
        Assert.Empty(expanded.Matched);
    }

    [Theory]
    [InlineData("COPY <<F /b\n\"$A\" '$A' \\$A\nF", "\"old\" 'old' $A\n")]
    [InlineData("COPY <<'F' /b\n$A\nF", "$A\n")]
    public void Expand_OfHeredocFile_ExpandsUnlessQuoted(string text, string content) =>
        Assert.Equal(content, ((CopyInstruction)InstructionParser.ParseLine(text).Expand(Lookup).Value).Files[0].Content);

    [Fact]
    public void Expand_NotesVariables()
    {
        var expanded = InstructionParser.ParseLine("COPY $A $B /").Expand(Lookup);
        Assert.Equal(["A"], expanded.Matched);
        Assert.Equal(["B"], expanded.Unmatched);
    }

    [Theory]
    [InlineData("STOPSIGNAL NOPE", "invalid signal: NOPE")]
    [InlineData("STOPSIGNAL 0", "invalid signal: 0")]
    [InlineData("VOLUME $NO", "VOLUME specified can not be an empty string")]
    [InlineData("EXPOSE x", "invalid containerPort: x")]
    [InlineData("EXPOSE 80/ip", "invalid port: \"80/ip\": invalid proto: ip")]
    [InlineData("EXPOSE 90-80", "invalid containerPort: 90-80")]
    [InlineData("COPY --chmod=64a a /", "invalid chmod parameter: '64a'. it should be octal string and between 0 and 07777")]
    [InlineData("COPY --chmod=10000 a /", "invalid chmod parameter: '10000'. it should be octal string and between 0 and 07777")]
    [InlineData("COPY https://a/b /", "source can't be a URL for COPY")]
    [InlineData("COPY https://a/b.git /", "source can't be a git ref for COPY")]
    [InlineData("ADD --checksum=sha256:x a /", "checksum requires HTTP(S) or Git sources")]
    [InlineData("ADD --checksum=sha256:x https://a/b https://a/c /", "checksum can't be specified for multiple sources")]
    [InlineData("ENV a=${NO?no}", "failed to process \"${NO?no}\": NO: no")]
    public void Expand_ToWhatIsNotAllowed_SaysWhyAndWhere(string text, string message)
    {
        var error = Assert.Throws<DockerfileException>(() => InstructionParser.ParseLine(text).Expand(Lookup));
        Assert.Equal((message, new LineRange(1)), (error.Message, error.Diagnostic.Lines));
    }

    [Fact]
    public void HistoryText_OfSteps_IsBuildKits()
    {
        Assert.Equal("RUN /bin/sh -c make # buildkit", HistoryText.Run(["/bin/sh", "-c", "make"], []));
        Assert.Equal("RUN |2 A=1 B=q r make # buildkit", HistoryText.Run(["make"], ["A=1", "B=q r"]));
        Assert.Equal("CMD [\"a\" \"b \\\"c\\\"\"]", HistoryText.Command("CMD", ["a", "b \"c\""]));
        Assert.Equal("ARG A=1 B", HistoryText.Arg([("A", "1"), ("B", null)]));
        Assert.Equal("WORKDIR /a", HistoryText.Workdir("/a"));
    }

    [Fact]
    public void Expand_OfMorePortsThanThereAre_IsRefused()
    {
        Assert.NotNull(InstructionParser.ParseLine("EXPOSE 1-65535 1-65535/udp 1-65535/sctp").Expand(Lookup));
        Assert.Throws<DockerfileException>(() => InstructionParser.ParseLine("EXPOSE 1-65535 1-65535 1-65535 1-65535").Expand(Lookup));
    }
}
