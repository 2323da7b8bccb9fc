using Drydock.Dockerfile.Diagnostics;

namespace Drydock.Dockerfile.Stages;

/// <summary>Finds stages that copy from one another in a circle.</summary>
internal static class StageCycle
{
    /// <summary>Looks at every stage once.</summary>
    /// <exception cref="DockerfileException">There is a circle; the lines are those of one instruction in it.</exception>
    public static void Refuse(IReadOnlyList<StageNode> stages)
    {
        var visited = new HashSet<int>();
        foreach (var stage in stages)
        {
            if (Find(stages, stage.Stage.Index, visited) is { } closing)
            {
                throw new DockerfileException(Diagnostic.Error(
                    DiagnosticCodes.CircularDependency,
                    $"circular dependency detected on stage: {stage.Stage.DisplayName}",
                    closing.Instruction.Lines,
                    "Let one of the stages copy from a stage that does not need it"));
            }
        }
    }

    /// <summary>A walk in depth with a stack of its own: a file may have very many stages.</summary>
    private static StageDependency? Find(IReadOnlyList<StageNode> stages, int start, HashSet<int> visited)
    {
        if (!visited.Add(start))
        {
            return null;
        }

        var path = new List<(int Stage, int Next)> { (start, 0) };
        while (path.Count > 0)
        {
            var (index, next) = path[^1];
            var dependencies = stages[index].Dependencies;
            if (next == dependencies.Count)
            {
                path.RemoveAt(path.Count - 1);
                continue;
            }

            path[^1] = (index, next + 1);
            if (dependencies[next].Stage is not { } target)
            {
                continue;
            }

            if (path.Exists(p => p.Stage == target))
            {
                // The first step of the circle, as seen from where the walk began.
                return stages[path[0].Stage].Dependencies[path[0].Next - 1];
            }

            if (visited.Add(target))
            {
                path.Add((target, 0));
            }
        }

        return null;
    }
}
