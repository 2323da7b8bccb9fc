namespace Drydock.Benchmarks.Contests;

/// <summary>What <c>make bench-layers</c> runs.</summary>
internal static class ContestProgram
{
    private const int Rounds = 5;

    /// <summary>Runs all contests in one run and prints them as a table.</summary>
    /// <param name="binary">The drydock that mounts.</param>
    /// <param name="work">A directory on a disk that may be filled, and is removed.</param>
    /// <returns>The exit code: 1 when something is slower than it must be.</returns>
    public static int Run(string binary, string work)
    {
        Directory.CreateDirectory(work);
        using var contests = new LayerContests(work);
        Console.WriteLine(Contest.Header);
        var met = true;
        foreach (var contest in contests.All)
        {
            met &= contest.Run(Rounds);
        }

        Console.WriteLine();
        met &= MountContest.Run(binary, Directory.CreateDirectory($"{work}/mount").FullName);
        return met ? 0 : 1;
    }
}
