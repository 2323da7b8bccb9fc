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
        var open = new Stack<(BuildStep Step, bool InputsAreDone)>([(top, false)]);
        while (open.TryPop(out var next))
        {
            if (numbers.ContainsKey(next.Step))
            {
                continue;
            }

            var inputs = next.Step.Inputs.Distinct().ToList();
            if (!next.InputsAreDone)
            {
                open.Push((next.Step, true));
                foreach (var input in Enumerable.Reverse(inputs))
                {
                    open.Push((input, false));
                }

                continue;
            }

            numbers[next.Step] = numbers.Count + 1;
            var needs = inputs.Count == 0 ? "" : $"  (needs {string.Join(", ", inputs.Select(i => numbers[i]).Order())})";
            text.Append(CultureInfo.InvariantCulture, $"{numbers[next.Step],3}  {next.Step.Name}{needs}\n");
        }

        return text.ToString();
    }
}
