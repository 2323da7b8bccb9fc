using Drydock.Dockerfile.Diagnostics;
using Drydock.Dockerfile.Instructions;

namespace Drydock.Dockerfile.Tests.Instructions;

public sealed class InstructionParserTests
{
    [Theory]
    [InlineData("HEALTH NONE", "unknown instruction: HEALTH")]
    [InlineData("FNTRYPOINT a", "unknown instruction: FNTRYPOINT (did you mean ENTRYPOINT?)")]
    [InlineData("copi a b", "unknown instruction: copi (did you mean copy?)")]
    [InlineData("FROM", "FROM requires either one or three arguments")]
    [InlineData("FROM a b c", "FROM requires either one or three arguments")]
    [InlineData("FROM a AS 1b", "invalid name for build stage: \"1b\", name can't start with a number or contain symbols")]
    [InlineData("COPY a", "COPY requires at least two arguments, but only one was provided. Destination could not be determined")]
    [InlineData("COPY --foo=1 a b", "unknown flag: --foo (did you mean from?)")]
    [InlineData("COPY --from a b c", "missing a value on flag: --from")]
    [InlineData("COPY --chown=1 --chown=2 a b", "duplicate flag specified: --chown")]
    [InlineData("COPY --link=maybe a b", "expecting boolean value for flag --link, not: maybe")]
    [InlineData("COPY a <<EOF\nEOF", "COPY cannot accept a heredoc as a destination")]
    [InlineData("RUN --mont=a b", "unknown flag: --mont (did you mean mount?)")]
    [InlineData("RUN --network=fake a", "invalid network mode \"fake\"")]
    [InlineData("RUN --mount=type=bind,from=$A,target=/a b", "'from' doesn't support variable expansion, define alias stage instead")]
    [InlineData("MAINTAINER --boo a", "unknown flag: --boo")]
    [InlineData("ONBUILD", "ONBUILD requires at least one argument")]
    [InlineData("ONBUILD ONBUILD RUN a", "Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed")]
    [InlineData("ONBUILD FROM a", "FROM isn't allowed as an ONBUILD trigger")]
    [InlineData("ENV", "ENV requires at least one argument")]
    [InlineData("ENV =a", "ENV names can not be blank")]
    [InlineData("ARG", "ARG requires at least one argument")]
    [InlineData("ARG =a", "ARG names can not be blank")]
    [InlineData("WORKDIR", "WORKDIR requires exactly one argument")]
    [InlineData("VOLUME [\" \"]", "VOLUME specified can not be an empty string")]
    [InlineData("SHELL []", "SHELL requires at least one argument")]
    [InlineData("SHELL bash", "SHELL requires the arguments to be in JSON form: SHELL bash")]
    [InlineData("HEALTHCHECK NONE a", "HEALTHCHECK NONE takes no arguments")]
    [InlineData("HEALTHCHECK FOO a", "Unknown type \"FOO\" in HEALTHCHECK (try CMD)")]
    [InlineData("HEALTHCHECK CMD", "Missing command after HEALTHCHECK CMD")]
    [InlineData("HEALTHCHECK --interval=1us CMD a", "Interval \"interval\" cannot be less than 1ms")]
    [InlineData("HEALTHCHECK --retries=-1 CMD a", "--retries cannot be negative (-1)")]
    public void ParseLine_OfWrongInstruction_SaysWhy(string text, string message)
    {
        var error = Assert.Throws<DockerfileException>(() => InstructionParser.ParseLine(text));
        Assert.Equal(message, error.Message);
        Assert.Equal(1, error.Diagnostic.Lines.Start);
    }

    [Theory]
    [InlineData("")]
    [InlineData("USER a\nUSER b")]
    public void ParseLine_OfNotOneInstruction_IsRefused(string text) =>
        Assert.Throws<DockerfileException>(() => InstructionParser.ParseLine(text));

    [Fact]
    public void Parse_OfFrom_GivesItsParts()
    {
        var from = Parse<FromInstruction>("From --platform=$P img:1 As Build");
        Assert.Equal(("img:1", "$P", "build", "Build", "As", "From"), (from.Base, from.Platform, from.StageName, from.WrittenStageName, from.AsKeyword, from.Keyword));
        Assert.Equal(["--platform=$P"], from.Flags);
    }

    [Fact]
    public void Parse_OfCopy_GivesItsParts()
    {
        var copy = Parse<CopyInstruction>("COPY --from=b --chown=u:g --chmod=755 --link --parents=false --exclude=*.a --exclude=b x <<F /d/\nfile\nF");
        Assert.Equal(("b", "u:g", "755", true, false, "/d/"), (copy.From, copy.Chown, copy.Chmod, copy.Link, copy.Parents, copy.Destination));
        Assert.Equal(["*.a", "b"], copy.Excludes);
        Assert.Equal(["x"], copy.Sources);
        Assert.Equal([new InlineFile("F", "file\n", true)], copy.Files);
    }

    [Fact]
    public void Parse_OfAdd_TellsFlagsNotGivenFromFalse()
    {
        var add = Parse<AddInstruction>("ADD --keep-git-dir=false --checksum=sha256:x https://a/b /c");
        Assert.Equal((false, null, "sha256:x"), (add.KeepGitDir, add.Unpack, add.Checksum));
    }

    [Fact]
    public void Parse_OfHealthcheck_GivesNanoseconds()
    {
        var check = Parse<HealthcheckInstruction>("HEALTHCHECK --interval=5m --timeout=3s --start-period=1s --start-interval=2ms --retries=4 CMD a b");
        Assert.Equal(["CMD-SHELL", "a b"], check.Test);
        Assert.Equal(
            (300_000_000_000L, 3_000_000_000L, 1_000_000_000L, 2_000_000L, 4),
            (check.Interval, check.Timeout, check.StartPeriod, check.StartInterval, check.Retries));
        Assert.Equal(["CMD", "a", "b"], Parse<HealthcheckInstruction>("HEALTHCHECK CMD [\"a\",\"b\"]").Test);
    }

    [Fact]
    public void Parse_OfArg_GivesDescriptions()
    {
        var arg = (ArgInstruction)InstructionParser.Parse(Dockerfile.Syntax.SyntaxTree.Parse("# A is the first\nARG A=1 B").Nodes[0]);
        Assert.Equal([new ArgDeclaration("A", "1", "is the first"), new ArgDeclaration("B", null)], arg.Arguments);
    }

    [Fact]
    public void Parse_OfOnbuild_KeepsTheTriggerWithItsHeredocs()
    {
        var onbuild = Parse<OnbuildInstruction>("ONBUILD  COPY <<F /d\nx\nF");
        Assert.Equal("COPY <<F /d\nx\nF", onbuild.Expression);
        Assert.Equal("x\n", Assert.IsType<CopyInstruction>(onbuild.ParseTrigger()).Files[0].Content);
    }

    [Fact]
    public void ParseTrigger_OfWrongTrigger_SaysWhichAndWhere()
    {
        var error = Assert.Throws<DockerfileException>(() => InstructionParser.ParseTrigger("NOPE x", new LineRange(7)));
        Assert.Equal(new LineRange(7), error.Diagnostic.Lines);
        Assert.Contains("\"NOPE x\": unknown instruction: NOPE", error.Message);
    }

    private static T Parse<T>(string text)
        where T : Instruction => Assert.IsType<T>(InstructionParser.ParseLine(text));
}
