using Drydock.Linux.Interop;

namespace Drydock.Linux.Processes;

/// <summary>Starts programs by posix_spawn(3): a forked copy of a .NET process could not even reach execve.</summary>
internal static unsafe class Spawner
{
    internal static int Spawn(string program, ChildStart start, StandardStreams streams, CStringArray arguments, CStringArray environment)
    {
        var actions = stackalloc byte[Libc.SpawnStructureSize];
        var attributes = stackalloc byte[Libc.SpawnStructureSize];

        // Descriptors that this process inherited itself (from a shell, a CI runner) have no close-on-exec flag yet.
        _ = Libc.CloseRange(SyscallNumber.CloseRange, 3, uint.MaxValue, Libc.CLOSE_RANGE_CLOEXEC);
        _ = Libc.FileActionsInit(actions);
        _ = Libc.SpawnAttributesInit(attributes);
        try
        {
            for (var i = 0; i < 3; i++)
            {
                _ = Libc.FileActionsAddDup2(actions, streams.ChildEnds[i], i);
            }

            ResetSignals(attributes, start);
            fixed (byte* path = CPath.OfHost(program), directory = CPath.OfHost(start.WorkingDirectory ?? "."))
            {
                if (start.WorkingDirectory is not null)
                {
                    _ = Libc.FileActionsAddChangeDirectory(actions, directory);
                }

                int id;
                var error = Libc.PosixSpawn(&id, path, actions, attributes, arguments.Pointer, environment.Pointer);
                return error == 0 ? id : throw new LinuxException(error, "start", program, start.WorkingDirectory is { } folder ? $"in {folder}" : null);
            }
        }
        finally
        {
            _ = Libc.FileActionsDestroy(actions);
            _ = Libc.SpawnAttributesDestroy(attributes);
        }
    }

    // The .NET runtime ignores SIGPIPE, and a child would inherit that.
    private static void ResetSignals(byte* attributes, ChildStart start)
    {
        var signals = stackalloc byte[Libc.SpawnStructureSize];
        _ = Libc.SignalsNone(signals);
        _ = Libc.SpawnAttributesSetMask(attributes, signals);
        for (var signal = 1; signal < 32; signal++)
        {
            if (signal is not (Libc.SIGKILL or 19))
            {
                _ = Libc.SignalsAdd(signals, signal);
            }
        }

        _ = Libc.SpawnAttributesSetDefaultSignals(attributes, signals);
        _ = Libc.SpawnAttributesSetGroup(attributes, 0);

        // Who leads a session leads a group already, and may not make another.
        var place = start.OwnSession ? Libc.POSIX_SPAWN_SETSID : start.OwnGroup ? Libc.POSIX_SPAWN_SETPGROUP : 0;
        _ = Libc.SpawnAttributesSetFlags(attributes, (short)(Libc.POSIX_SPAWN_SETSIGDEF | Libc.POSIX_SPAWN_SETSIGMASK | place));
    }
}
