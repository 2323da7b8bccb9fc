using System.Globalization;
using Drydock.Linux.Interop;

namespace Drydock.Linux.Processes;

/// <summary>
/// Reaps processes that were left to process 1 by parents that ended: zombies that no
/// <see cref="ChildProcess"/> waits for, seen in two passes, as one may just have been started.
/// </summary>
internal sealed class OrphanReaper
{
    private const int TicksBetweenPasses = 20;
    private HashSet<int> _zombies = [];
    private int _tick;

    internal void Pass()
    {
        if (++_tick % TicksBetweenPasses != 0)
        {
            return;
        }

        var found = new HashSet<int>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var id) && !ChildProcess.IsAwaited(id) && IsZombieOfOurs(folder))
            {
                if (_zombies.Contains(id))
                {
                    _ = Libc.WaitPid(id, out _, Libc.WNOHANG);
                }
                else
                {
                    found.Add(id);
                }
            }
        }

        _zombies = found;
    }

    // proc(5): "id (name) state parent ..."; the name may hold anything, also parentheses.
    private static bool IsZombieOfOurs(string folder)
    {
        try
        {
            var stat = File.ReadAllText(folder + "/stat");
            return stat[(stat.LastIndexOf(')') + 1)..].StartsWith(" Z 1 ", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }
}
