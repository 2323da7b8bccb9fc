namespace Drydock.Build.Graph;

/// <summary>The order in which a graph can be executed, shown and told.</summary>
internal static class StepOrder
{
    /// <summary>The steps that some steps need, and those steps themselves: each once, after all of its inputs.</summary>
    public static IReadOnlyList<BuildStep> Of(params IEnumerable<BuildStep> tops)
    {
        var (ordered, met) = (new List<BuildStep>(), new HashSet<BuildStep>());
        // A stage may have more steps than a stack has room for calls.
        var open = new Stack<(BuildStep Step, bool IsReady)>(tops.Select(t => (t, false)).Reverse());
        while (open.TryPop(out var next))
        {
            if (next.IsReady)
            {
                ordered.Add(next.Step);
            }
            else if (met.Add(next.Step))
            {
                open.Push((next.Step, true));
                foreach (var input in next.Step.Inputs.Reverse())
                {
                    open.Push((input, false));
                }
            }
        }

        return ordered;
    }
}
