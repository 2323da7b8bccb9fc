namespace Drydock.Fuzz.Targets;

/// <summary>The Dockerfiles of <c>tests/corpus</c>.</summary>
internal static class Seeds
{
    public static IReadOnlyList<string> Dockerfiles { get; } = [.. Read()];

    /// <summary>What means something in a Dockerfile.</summary>
    public static IReadOnlyList<string> Pieces { get; } =
    [
        "FROM ", " AS ", "RUN ", "COPY ", "ADD ", "ENV ", "ARG ", "LABEL ", "ONBUILD ", "HEALTHCHECK ", "EXPOSE ", "SHELL ", "VOLUME ", "USER ",
        "WORKDIR ", "STOPSIGNAL ", "MAINTAINER ", "CMD ", "ENTRYPOINT ", "NONE", "\n", "\r\n", "\\\n", "`\n", "\\", "`", "# ", "# escape=`\n",
        "# syntax=a\n", "# check=skip=all;error=true\n", "<<EOF", "<<-'E'", "<<\"E\"", "3<<E", "EOF\n", "E\n", "[\"", "\", \"", "\"]", "[", "]", "{",
        "}", "\"", "'", "--", "--from=", "--chown=", "--chmod=u+x,g-w", "--link", "--parents", "--exclude=", "--checksum=sha256:", "--platform=",
        "--mount=type=cache,target=", "--mount=type=secret,id=,env=", "--mount=", "--network=", "--security=", "--device=", "--interval=1ns",
        "--retries=", "--keep-git-dir=", "--unpack=", "$", "${", "${a:-", "${a//", "${a##*", "$TARGETPLATFORM", "scratch", "https://", "git@h:",
        ".git#", "80/tcp", "1-9/udp", "=", ",", ";", ":", "/", "*", "?", "\t", " ", "\0", "\uFEFF", "\uDC80", "\uD83D", "\u00a0", "\u2028",
    ];

    private static IEnumerable<string> Read()
    {
        var assembly = typeof(Seeds).Assembly;
        foreach (var name in assembly.GetManifestResourceNames().Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            yield return reader.ReadToEnd();
        }
    }
}
