using Drydock.Dockerfile.Diagnostics;

namespace Drydock.Dockerfile.Instructions;

/// <summary>What COPY and ADD may not ask for, once their variables are expanded.</summary>
internal static class TransferRules
{
    private const int MaxMode = 0xFFF;

    /// <exception cref="DockerfileException">The instruction asks for what cannot be done.</exception>
    public static void Check(FileTransferInstruction instruction)
    {
        CheckMode(instruction.Chmod);
        if (instruction is AddInstruction { Checksum.Length: > 0 } add)
        {
            if (add.Sources.Count != 1)
            {
                throw Error("checksum can't be specified for multiple sources");
            }

            if (!RemoteSource.IsHttp(add.Sources[0]) && !RemoteSource.IsGit(add.Sources[0]) && add.KeepGitDir is null)
            {
                throw Error("checksum requires HTTP(S) or Git sources");
            }
        }

        if (instruction is CopyInstruction)
        {
            foreach (var source in instruction.Sources)
            {
                if (RemoteSource.IsGit(source) || RemoteSource.IsHttp(source))
                {
                    throw Error(
                        RemoteSource.IsGit(source) ? "source can't be a git ref for COPY" : "source can't be a URL for COPY",
                        "Use ADD to fetch it");
                }
            }
        }
    }

    private static void CheckMode(string? mode)
    {
        if (string.IsNullOrEmpty(mode) || IsOctal(mode) || IsSymbolic(mode))
        {
            return;
        }

        throw Error(
            $"invalid chmod parameter: '{mode}'. it should be octal string and between 0 and 07777",
            "Write an octal number such as 755, or a symbolic mode such as u=rwX,go=rX");
    }

    private static bool IsOctal(string mode)
    {
        var value = 0;
        foreach (var c in mode)
        {
            if (c is < '0' or > '7' || (value = value * 8 + (c - '0')) > MaxMode)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Clauses as chmod(1) has them: who, then operators, each with permissions or with whose to copy.</summary>
    private static bool IsSymbolic(string mode)
    {
        foreach (var clause in mode.Split(','))
        {
            var i = 0;
            while (i < clause.Length && clause[i] is 'u' or 'g' or 'o' or 'a')
            {
                i++;
            }

            if (i == clause.Length)
            {
                return false;
            }

            while (i < clause.Length)
            {
                if (clause[i] is not ('+' or '-' or '='))
                {
                    return false;
                }

                i++;
                if (i < clause.Length && clause[i] is 'u' or 'g' or 'o')
                {
                    i++;
                    continue;
                }

                while (i < clause.Length && clause[i] is 'r' or 'w' or 'x' or 'X' or 's' or 't')
                {
                    i++;
                }
            }
        }

        return true;
    }

    private static DockerfileException Error(string message, string? hint = null) =>
        new(DiagnosticCodes.InvalidArguments, message, hint);
}
