using System.CommandLine;

namespace Drydock.Cli.Arguments;

/// <summary>A flag of docker that is known here but does nothing, or is refused until a later version.</summary>
/// <param name="Name">The flag with its dashes.</param>
/// <param name="TakesValue">Whether a value follows.</param>
/// <param name="Note">Why it has no effect, or what to do instead.</param>
/// <param name="Harmless">The values that ask for nothing: with another one the flag is refused. Null accepts every value.</param>
internal sealed record KnownFlag(string Name, bool TakesValue, string Note, IReadOnlyList<string>? Harmless = null)
{
    /// <summary>Whether giving the flag is an error, whatever its value.</summary>
    public bool Refused { get; init; }

    /// <summary>Other spellings.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>The flag as an option of a command; hidden from help, because there is nothing to choose.</summary>
    public Option CreateOption()
    {
        Option option = TakesValue
            ? new Option<string[]>(Name, [.. Aliases])
            : new Option<string[]>(Name, [.. Aliases]) { Arity = ArgumentArity.ZeroOrOne };
        option.Hidden = true;
        option.Description = Refused ? $"Not available in this version: {Note}" : $"Accepted without effect: {Note}";
        return option;
    }

    /// <summary>Tells the user about the flag when it was given.</summary>
    /// <exception cref="UsageException">It is refused.</exception>
    public void Report(ParseResult result, Option option, TextWriter output)
    {
        if (result.GetResult(option) is not { Implicit: false } given)
        {
            return;
        }

        var values = given.Tokens.Select(t => t.Value).ToList();
        if (Refused || (Harmless is not null && !values.All(v => Harmless.Contains(v, StringComparer.OrdinalIgnoreCase))))
        {
            throw new UsageException($"{Name}{(values.Count > 0 ? "=" + values[0] : "")} is not available in this version: {Note}");
        }

        output.WriteLine($"note: {Name} has no effect: {Note}");
    }
}
