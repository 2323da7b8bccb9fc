using System.Globalization;
using Drydock.Build.Graph;
using Drydock.Dockerfile.Stages;

namespace Drydock.Build.Planning;

/// <summary>Names of steps as BuildKit writes them: <c>[builder 2/5] RUN make</c>.</summary>
internal static class StepNames
{
    /// <summary>Names the steps of a stage, once it is planned whole.</summary>
    /// <param name="draft">The stage as planned.</param>
    /// <param name="stage">The stage as written.</param>
    /// <param name="isOnly">Whether nothing else has steps, so that the name of the stage says nothing.</param>
    public static void Assign(StageDraft draft, Stage stage, bool isOnly)
    {
        var prefix = isOnly ? "" : stage.DisplayName + " ";

        // FROM counts where there is an image to be had; a stage or nothing is no step.
        var steps = draft.Steps.Where(s => s is not BaseStep { Image: null }).ToList();
        var total = steps.Count.ToString(CultureInfo.InvariantCulture);
        for (var i = 0; i < steps.Count; i++)
        {
            var number = (i + 1).ToString(CultureInfo.InvariantCulture).PadLeft(total.Length);
            // A step that several platforms share has the name that the first one gave it.
            var platform = steps[i].PlatformLabel is { } label ? label + " " : "";
            steps[i].Name = steps[i].Name.Length > 0 ? steps[i].Name : $"[{platform}{prefix}{number}/{total}] {(steps[i].IsTrigger ? "ONBUILD " : "")}{steps[i].Title}";
        }

        for (var i = 0; i < draft.Steps.Count; i++)
        {
            draft.Steps[i].Number = draft.Steps[0] is BaseStep ? i : i + 1;
        }

        foreach (var nothing in draft.Steps.Except(steps))
        {
            nothing.Name = nothing.Title;
        }
    }
}
