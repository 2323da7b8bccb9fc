namespace Drydock.Cli.Arguments;

/// <summary>Files that commands read and write, where <c>-</c> or nothing is standard input or output.</summary>
internal static class InputArgument
{
    private const int BufferBytes = 1 << 18;

    /// <summary>Opens a file, or standard input.</summary>
    /// <exception cref="CommandException">It cannot be opened, or standard input is a terminal.</exception>
    public static Stream Open(string? path)
    {
        if (path is null or "-")
        {
            return Console.IsInputRedirected
                ? Console.OpenStandardInput()
                : throw new CommandException("standard input is a terminal: name a file, or pipe an archive in");
        }

        if (path.Contains("://", StringComparison.Ordinal))
        {
            throw new CommandException($"{path}: URLs are not read; download it first, or: curl -L {path} | drydock import -");
        }

        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new CommandException($"open {path}: no such file", cause: e);
        }
    }

    /// <summary>Opens a new file, or standard output.</summary>
    /// <exception cref="CommandException">Standard output is a terminal, or the directory is not there.</exception>
    public static Stream Create(string? path)
    {
        if (path is null or "-")
        {
            return Console.IsOutputRedirected
                ? Console.OpenStandardOutput()
                : throw new CommandException("cowardly refusing to save to a terminal. Use the -o flag or redirect");
        }

        try
        {
            return new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, BufferBytes);
        }
        catch (DirectoryNotFoundException e)
        {
            throw new CommandException($"cannot write {path}: its directory does not exist", cause: e);
        }
    }
}
