using System.Globalization;
using System.Text;

namespace Drydock.Build.Graph;

/// <summary>A build graph as text, for people: one line a step, in an order in which they could run.</summary>
public static class PlanText
{
    /// <summary>Renders a step and all it needs: <c>3  [build 2/2] RUN make  (needs 1, 2)</c>.</summary>
    public static string Render(BuildStep top)
    {
        var numbers = new Dictionary<BuildStep, int>();
        var text = new StringBuilder();
        foreach (var step in StepOrder.Of(top))
        {
            numbers[step] = numbers.Count + 1;
            var inputs = step.Inputs.Distinct().Select(i => numbers[i]).Order().ToList();
            var needs = inputs.Count == 0 ? "" : $"  (needs {string.Join(", ", inputs)})";
            text.Append(CultureInfo.InvariantCulture, $"{numbers[step],3}  {step.Name}{needs}\n");
        }

        return text.ToString();
    }
}
