using Drydock.Containers;
using Drydock.Storage;
using Drydock.Storage.Containers;

namespace Drydock.Cli.Commands;

/// <summary>Commands that do the same to several containers: one that fails is told of, and the others go on.</summary>
internal static class EachContainer
{
    /// <summary>Does it to each.</summary>
    /// <param name="store">The store.</param>
    /// <param name="words">Names, IDs or their beginnings.</param>
    /// <param name="action">What is done; what it returns is printed.</param>
    /// <param name="ignoreMissing">Whether a container that is not there is no error.</param>
    /// <returns>0, or 1 when one failed.</returns>
    public static async Task<int> RunAsync(Store store, IEnumerable<string> words, Func<string, ContainerRecord, Task<string>> action, bool ignoreMissing = false)
    {
        var exitCode = 0;
        foreach (var word in words)
        {
            try
            {
                if (ignoreMissing && ContainerLookup.TryFind(store, word) is null)
                {
                    await Console.Error.WriteLineAsync($"No such container: {word}");
                    continue;
                }

                Console.WriteLine(await action(word, ContainerLookup.Find(store, word)));
            }
            catch (ContainerException e)
            {
                await Console.Error.WriteLineAsync("ERROR: " + e.Message);
                exitCode = 1;
            }
        }

        return exitCode;
    }

    /// <summary>The argument of such commands.</summary>
    public static System.CommandLine.Argument<string[]> Argument() =>
        new("CONTAINER") { Description = "Names, IDs or their beginnings", Arity = System.CommandLine.ArgumentArity.OneOrMore };
}
