using System.Runtime.ExceptionServices;

namespace Drydock.Storage;

/// <summary>Work that waits for the disk, done at once: file systems write many files that are waited for together in one go.</summary>
internal static class SideBySide
{
    private const int AtOnce = 16;

    /// <summary>Does all of it, and waits.</summary>
    /// <exception cref="Exception">The first failure, as it was thrown; the rest was begun or not.</exception>
    public static void Do(params IReadOnlyList<Action> work)
    {
        if (work.Count < 2)
        {
            // Not worth other threads.
            foreach (var action in work)
            {
                action();
            }

            return;
        }

        try
        {
            Parallel.ForEach(work, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, static action => action());
        }
        catch (AggregateException e)
        {
            ExceptionDispatchInfo.Throw(e.InnerExceptions[0]);
        }
    }
}
