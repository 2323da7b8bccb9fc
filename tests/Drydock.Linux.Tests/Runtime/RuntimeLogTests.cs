using Drydock.Linux.Runtime;
using Drydock.Linux.Tests.Support;

namespace Drydock.Linux.Tests.Runtime;

public sealed class RuntimeLogTests : IDisposable
{
    private const string Started = """{"level":"error","msg":"runc run failed: unable to start container process: exec: \"/x\": stat /x: no such file or directory"}""";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void FailureIn_ContainerThatDidNotStart_SaysWhy()
    {
        var failure = FailureIn(Started);
        Assert.Equal(RuntimeFailure.CommandNotFound, failure!.Failure);
        Assert.Contains("stat /x", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("rmdir /sys/fs/cgroup/test-3342-1: device or resource busy")]
    [InlineData("unable to remove container's cgroup: Failed to remove paths: map[pids:/sys/fs/cgroup/pids/x]")]
    public void FailureIn_ControlGroupStillBusy_IsNone(string message)
    {
        var line = $$"""{"level":"error","msg":"{{message}}"}""";
        Assert.Null(FailureIn(line));
        Assert.Contains("stat /x", FailureIn(Started + "\n" + line)!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FailureIn_ControlGroupThatCannotBeMade_IsOne() =>
        Assert.NotNull(FailureIn("""{"level":"error","msg":"runc run failed: unable to apply cgroup configuration: mkdir /sys/fs/cgroup/x: read-only file system; rmdir /sys/fs/cgroup/x: no such file"}"""));

    [Theory]
    [InlineData("")]
    [InlineData("""{"level":"warning","msg":"something"}""")]
    [InlineData("no JSON")]
    public void FailureIn_NoError_IsNone(string text) => Assert.Null(FailureIn(text));

    private RuntimeException? FailureIn(string text) => RuntimeLog.FailureIn(_folder.File("runtime.log", text), OciRuntime.Find("runc"));
}
