namespace Drydock.Build.Graph;

/// <summary>
/// Makes equal steps one step, so that what does not differ between platforms is planned, shown and executed once. Steps
/// come with their inputs made one already: two are equal when they have the same inputs and the same definition.
/// </summary>
internal sealed class StepPool
{
    private readonly Dictionary<Definition, BuildStep> _steps = [];

    /// <summary>The step that stands for all steps equal to this one.</summary>
    public T Share<T>(T step)
        where T : BuildStep
    {
        var definition = new Definition([.. Common(step), .. Parts(step)]);
        if (!_steps.TryGetValue(definition, out var shared))
        {
            _steps[definition] = shared = step;
        }

        return (T)shared;
    }

    private static IEnumerable<object?> Common(BuildStep step) =>
        [step.GetType(), step.Parent, step.Stage, step.Title, step.Lines, step.IsTrigger, step.IgnoreCache];

    private static IEnumerable<object?> Parts(BuildStep step) => step switch
    {
        BaseStep from => [from.Image, from.Reference],
        WorkdirStep workdir => [workdir.Path, workdir.User],
        RunStep run =>
        [
            run.Platform, run.WorkingDirectory, run.User, run.Network, run.Insecure,
            .. List(run.Arguments), .. List(run.Environment), .. List(run.UnkeyedEnvironment), .. List(run.Mounts), .. List(run.Scripts),
        ],
        CopyStep copy =>
        [
            copy.From, copy.Destination, copy.Chown, copy.Chmod, copy.Link, copy.KeepParents, copy.Unpack, copy.UnpackFetched,
            .. List(copy.Sources), .. List(copy.Fetched.Values), .. List(copy.Heredocs), .. List(copy.Excludes),
        ],
        // Of its own making: equal to itself only.
        _ => [step],
    };

    private static IEnumerable<object?> List<T>(IEnumerable<T> items)
    {
        var all = items.Cast<object?>().ToList();
        return [all.Count, .. all];
    }

    // Steps and contexts are equal by identity, all other parts by value.
    private sealed class Definition(object?[] parts) : IEquatable<Definition>
    {
        private readonly object?[] _parts = parts;

        public bool Equals(Definition? other) => other is not null && _parts.AsSpan().SequenceEqual(other._parts);

        public override bool Equals(object? obj) => Equals(obj as Definition);

        public override int GetHashCode()
        {
            var hash = default(HashCode);
            foreach (var part in _parts)
            {
                hash.Add(part);
            }

            return hash.ToHashCode();
        }
    }
}
