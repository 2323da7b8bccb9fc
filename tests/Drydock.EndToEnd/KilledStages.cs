namespace Drydock.EndToEnd;

/// <summary>A build of three stages that is worth killing: copies, commands, a cache mount, two stages at once.</summary>
internal static class KilledStages
{
    /// <summary>What <c>/count</c> says when the whole of it was executed, with two files in <c>left/</c>.</summary>
    public const string Count = "202\n";

    /// <summary>The Dockerfile.</summary>
    /// <param name="right">The base of the second stage.</param>
    public static string Dockerfile(string right) => $"""
        FROM busybox AS left
        COPY left /left
        RUN for i in $(seq 200); do echo $i > /left/$i; done
        WORKDIR /deep/er
        FROM {right} AS right
        COPY right /right
        RUN --mount=type=cache,target=/m cat /right/* | md5sum > /sum && cp /sum /m/sum
        FROM busybox
        COPY --from=left /left /left
        COPY --from=right /sum /sum
        RUN ls /left | wc -l > /count
        """;
}
