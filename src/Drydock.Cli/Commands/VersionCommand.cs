using System.CommandLine;
using System.Reflection;
using Drydock.Linux.Runtime;

namespace Drydock.Cli.Commands;

/// <summary><c>drydock version</c>.</summary>
internal static class VersionCommand
{
    // .NET 9's support ended on 2026-11-10 (dotnet/core, release-notes/9.0).
    private const string Net9Note = " (out of support since 2026-11-10: the feed this binary was built from had no newer one for native code)";

    public static Command Create(GlobalOptions globals)
    {
        var command = new Command("version", "Show the version, and what drydock found on this machine");
        command.SetAction(result =>
        {
            Console.WriteLine($"drydock version  {ProductVersion}");
            Console.WriteLine($"commit           {Commit}");
            Console.WriteLine($"target           {TargetFramework}{(TargetFramework == "net9.0" ? Net9Note : "")}");
            Console.WriteLine($"OCI runtime      {Runtime(result.GetValue(globals.Runtime))}");
            Console.WriteLine($"store            {globals.StoreRoot(result)}");
            return 0;
        });
        return command;
    }

    private static string Informational =>
        typeof(VersionCommand).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    private static string ProductVersion => Informational.Split('+')[0];

    private static string Commit => Informational.Split('+') is [_, var commit] ? commit : "unknown";

    private static string TargetFramework => $"net{Environment.Version.Major}.{Environment.Version.Minor}";

    private static string Runtime(string? path)
    {
        try
        {
            var runtime = OciRuntime.Find(path);
            return $"{runtime.Version} ({runtime.Path})";
        }
        catch (RuntimeException e)
        {
            return $"none: {e.Message}";
        }
    }
}
