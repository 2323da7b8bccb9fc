using Drydock.Linux.Interop;

namespace Drydock.Linux.Processes;

/// <summary>Looks for programs as a shell does.</summary>
public static class ProgramPath
{
    private const string DefaultPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    /// <summary>The path of a program: as given when it holds a slash, else the first on PATH; null when there is none.</summary>
    /// <remarks>The directories of administrators are searched too: users often lack them on PATH, and runc lives there.</remarks>
    public static string? Find(string program)
    {
        if (program.Contains('/', StringComparison.Ordinal))
        {
            return IsProgram(program) ? program : null;
        }

        var folders = Environment.GetEnvironmentVariable("PATH") + ":" + DefaultPath;
        return folders.Split(':', StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, program))
            .FirstOrDefault(path => Path.IsPathRooted(path) && IsProgram(path));
    }

    private static unsafe bool IsProgram(string path)
    {
        const int execute = 1;
        fixed (byte* text = CPath.OfHost(path))
        {
            return File.Exists(path) && Libc.Access(text, execute) == 0;
        }
    }
}
