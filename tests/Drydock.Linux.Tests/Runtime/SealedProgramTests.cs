using Drydock.Linux.Processes;
using Drydock.Linux.Runtime;
using Drydock.Linux.Tests.Support;

namespace Drydock.Linux.Tests.Runtime;

public sealed class SealedProgramTests
{
    [Fact]
    public void TryCopy_OfAProgram_CanBeExecutedWithoutTheFile()
    {
        using var folder = new TemporaryFolder();
        var program = Path.Combine(folder.Path, "say");
        File.Copy(ProgramPath.Find("echo")!, program);
        var copy = SealedProgram.TryCopy(program)!;
        File.Delete(program);

        using var child = ChildProcess.Start(new ChildStart(copy.Path, ["hello"]) { StandardOutput = Stdio.Pipe });
        using var reader = new StreamReader(child.StandardOutput!);

        Assert.Equal("hello\n", reader.ReadToEnd());
        Assert.True(child.Wait().IsSuccess);
    }

    [Fact]
    public void TryCopy_OfAProgram_CannotBeWrittenByAnybody()
    {
        var copy = SealedProgram.TryCopy(ProgramPath.Find("true")!)!;

        Assert.ThrowsAny<Exception>(() =>
        {
            using var file = File.OpenHandle(copy.Path, FileMode.Open, FileAccess.Write);
            RandomAccess.Write(file, "x"u8, 0);
        });
    }
}
