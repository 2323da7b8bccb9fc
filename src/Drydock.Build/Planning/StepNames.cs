using System.Globalization;
using Drydock.Dockerfile.Stages;

namespace Drydock.Build.Planning;

/// <summary>Names of steps as BuildKit writes them: <c>[builder 2/5] RUN make</c>.</summary>
internal static class StepNames
{
    /// <summary>Names the steps of a stage, once it is planned whole.</summary>
    public static void Assign(StageDraft draft, Stage stage, int stageCount)
    {
        var prefix = stage.Name is not null || stageCount > 1 ? stage.DisplayName + " " : "";
        // FROM counts also where the stage begins from another stage, which is no step of its own.
        var inherited = draft.Steps.FirstOrDefault() is Graph.BaseStep ? 0 : 1;
        var total = (draft.Steps.Count + inherited).ToString(CultureInfo.InvariantCulture);
        for (var i = 0; i < draft.Steps.Count; i++)
        {
            var number = (i + 1 + inherited).ToString(CultureInfo.InvariantCulture).PadLeft(total.Length);
            draft.Steps[i].Name = $"[{prefix}{number}/{total}] {draft.Steps[i].Title}";
        }
    }
}
