using Drydock.Dockerfile.Diagnostics;
using Drydock.Dockerfile.Stages;

namespace Drydock.Dockerfile.Instructions;

/// <summary>A device of RUN, by its CDI name: <c>--device=vendor.com/gpu=all,required</c>.</summary>
/// <param name="Name">The name, of one device or of a class.</param>
/// <param name="IsRequired">Whether the step fails without it.</param>
public sealed record RunDevice(string Name, bool IsRequired)
{
    /// <summary>Reads the value of <c>--device</c>.</summary>
    /// <exception cref="DockerfileException">An option is unknown or cannot be read.</exception>
    public static RunDevice Parse(string text)
    {
        var name = "";
        var isRequired = false;
        foreach (var field in CsvFields.Split(text, "devices"))
        {
            var equals = field.IndexOf('=', StringComparison.Ordinal);
            var key = (equals < 0 ? field : field[..equals]).ToLowerInvariant();
            if (key == "required")
            {
                isRequired = equals < 0 || FlagValue.Boolean(key, field[(equals + 1)..]);
            }
            else if (key == "name" && equals >= 0)
            {
                name = name.Length == 0
                    ? field[(equals + 1)..]
                    : throw new DockerfileException(DiagnosticCodes.InvalidFlag, $"device name already set to {name}");
            }
            else if (name.Length == 0)
            {
                name = field;
            }
            else
            {
                throw new DockerfileException(
                    DiagnosticCodes.InvalidFlag,
                    equals < 0
                        ? $"invalid field '{field}' must be a key=value pair"
                        : $"unexpected key '{key}' in '{field}'{Suggestion.Text(key, ["name", "required"])}");
            }
        }

        return new RunDevice(name, isRequired);
    }
}
