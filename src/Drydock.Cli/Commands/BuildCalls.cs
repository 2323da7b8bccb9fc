using Drydock.Build;
using Drydock.Build.Graph;
using Drydock.Cli.Arguments;
using Drydock.Cli.Rendering;

namespace Drydock.Cli.Commands;

/// <summary>Answers <c>--call</c> and <c>--check</c>: questions about a Dockerfile that need no build.</summary>
internal static class BuildCalls
{
    private const string Descriptions = "METHOD    DESCRIPTION\ncheck     What the build checks find\noutline   What the target takes: arguments, secrets, agents\ntargets   The stages that can be built\nplan      The steps of the target, and what each of them needs\n";

    /// <summary>Prints the answer.</summary>
    /// <returns>The exit code: 1 when a check found something.</returns>
    /// <exception cref="CommandException">The Dockerfile cannot be built.</exception>
    /// <exception cref="BuildException">The target cannot be planned.</exception>
    public static async Task<int> AnswerAsync(CallArgument call, BuildOptions options, ImageBuilder builder, TextWriter output, CancellationToken cancellationToken)
    {
        var document = options.Dockerfile;
        switch (call.Method)
        {
            case CallMethod.Check:
                return await CheckAsync(call, options, builder, output, cancellationToken);
            case CallMethod.Outline:
                var plan = await builder.PlanAsync(options, cancellationToken);
                output.Write(call.IsJson ? CallJson.OfOutline(plan.Outline, document) : CallText.OfOutline(plan.Outline));
                return 0;
            case CallMethod.Targets:
                output.Write(call.IsJson ? CallJson.OfTargets(document) : CallText.OfTargets(document));
                return 0;
            case CallMethod.Plan when call.IsJson:
                throw new UsageException("--call plan has no JSON form");
            case CallMethod.Plan:
                output.Write(PlanText.Render((await builder.PlanAsync(options, cancellationToken)).Image.Top));
                return 0;
            default:
                output.Write(Descriptions);
                return 0;
        }
    }

    private static async Task<int> CheckAsync(CallArgument call, BuildOptions options, ImageBuilder builder, TextWriter output, CancellationToken cancellationToken)
    {
        var report = await builder.CheckAsync(options, cancellationToken);
        output.Write(call.IsJson ? CallJson.OfCheck(report, options.Dockerfile) : CheckReportText.OfCheck(report, options.Dockerfile));
        if (report.Error is { } error && !call.IsJson)
        {
            throw options.Dockerfile.HasErrors ? BuildFailure.OfDocument(options.Dockerfile) : BuildFailure.OfDiagnostic(error, options.Dockerfile);
        }

        if (report.Violation is { } violation && !call.IgnoresStatus && !call.IsJson)
        {
            throw BuildFailure.OfDiagnostic(violation, options.Dockerfile);
        }

        return call.IgnoresStatus || (report.Findings.Count == 0 && report.Error is null) ? 0 : 1;
    }
}
