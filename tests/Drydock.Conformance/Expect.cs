namespace Drydock.Conformance;

/// <summary>Thrown by <see cref="Expect"/>: the first difference of a case.</summary>
internal sealed class DifferenceException(string message) : Exception(message);

/// <summary>Comparisons that end the judging of a case at its first difference.</summary>
internal static class Expect
{
    /// <summary>Both values are equal.</summary>
    public static void Equal<T>(string what, T expected, T actual)
    {
        if (!EqualityComparer<T>.Default.Equals(expected, actual))
        {
            throw new DifferenceException($"{what}: expected {Show(expected)}, got {Show(actual)}");
        }
    }

    /// <summary>Both lists have equal elements in the same order.</summary>
    public static void EqualLists<T>(string what, IReadOnlyList<T> expected, IReadOnlyList<T> actual)
    {
        for (var i = 0; i < Math.Min(expected.Count, actual.Count); i++)
        {
            Equal($"{what}[{i}]", expected[i], actual[i]);
        }

        Equal($"number of {what}", expected.Count, actual.Count);
    }

    /// <summary>The condition holds.</summary>
    public static void True(string difference, bool condition)
    {
        if (!condition)
        {
            throw new DifferenceException(difference);
        }
    }

    /// <summary>The action fails with an exception of that type, which is returned.</summary>
    public static TException Fails<TException>(string what, Action action)
        where TException : Exception
    {
        try
        {
            action();
        }
        catch (TException e)
        {
            return e;
        }

        throw new DifferenceException($"{what}: must be refused, was accepted");
    }

    private static string Show<T>(T value) => value switch
    {
        null => "null",
        string text => $"\"{text.ReplaceLineEndings("\\n")}\"",
        _ => value.ToString() ?? "",
    };
}
