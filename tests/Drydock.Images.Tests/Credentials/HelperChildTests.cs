using Drydock.Images.Credentials;
using Drydock.Registry.Credentials;
using Drydock.Testing;

namespace Drydock.Images.Tests.Credentials;

public sealed class HelperChildTests
{
    [Fact]
    public async Task Run_AProgram_GetsInputAndGivesOutputAndCode()
    {
        using var directory = new TempDirectory();
        var program = directory.Write("helper", "#!/bin/sh\nread line\necho \"$1 $line\"\nexit 3\n");
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);

        var answer = await HelperChild.RunAsync(program, "get", "https://a.io\n", CancellationToken.None);

        Assert.Equal(new HelperAnswer(3, "get https://a.io\n"), answer);
    }

    [Fact]
    public async Task Run_WhatIsNotThere_SaysSo() =>
        await Assert.ThrowsAsync<HelperStartException>(() => HelperChild.RunAsync("docker-credential-there-is-none", "get", "", CancellationToken.None));

    [Fact]
    public async Task Run_Cancelled_EndsTheProgram()
    {
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => HelperChild.RunAsync("sleep", "1000", "", stop.Token));
    }
}
