using System.Runtime.ExceptionServices;
using Drydock.Linux.Interop;
using Drydock.Linux.Mounts;

namespace Drydock.Linux.Tests.Support;

/// <summary>Runs a test on a thread that has a mount namespace of its own (needs root): its mounts end with it.</summary>
internal static class MountNamespace
{
    private const int CLONE_NEWNS = 0x20000;

    public static void Run(Action body)
    {
        ExceptionDispatchInfo? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                Assert.Equal(0, Libc.Unshare(CLONE_NEWNS));
                Mount.MakePrivate();
                body();
            }
            catch (Exception e)
            {
                failure = ExceptionDispatchInfo.Capture(e);
            }
        });
        thread.Start();
        thread.Join();
        failure?.Throw();
    }
}
