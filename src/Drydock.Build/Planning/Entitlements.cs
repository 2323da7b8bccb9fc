using Drydock.Dockerfile.Instructions;

namespace Drydock.Build.Planning;

/// <summary>Refuses what must be allowed by <c>--allow</c> and is not.</summary>
internal static class Entitlements
{
    /// <summary>Allows <c>RUN --security=insecure</c>.</summary>
    public const string Insecure = "security.insecure";

    /// <exception cref="BuildException">The instruction asks for something that was not allowed.</exception>
    public static void Check(BuildOptions options, RunInstruction run)
    {
        Require(options, run, run.Network == "host" && options.Network != "host", "network.host", "--network=host");
        Require(options, run, run.Security == "insecure", Insecure, "--security=insecure");
        if (run.Devices.Count > 0)
        {
            throw new BuildException("RUN --device is not available in this version", run.Lines);
        }
    }

    private static void Require(BuildOptions options, RunInstruction run, bool asked, string entitlement, string flag)
    {
        if (asked && !options.Allowed.Contains(entitlement))
        {
            throw new BuildException($"RUN {flag} is not allowed\nbuild with --allow {entitlement} if you trust this Dockerfile", run.Lines);
        }
    }
}
