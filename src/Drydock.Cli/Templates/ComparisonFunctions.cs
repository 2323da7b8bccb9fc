namespace Drydock.Cli.Templates;

/// <summary>The comparisons of templates: numbers with numbers, texts with texts, truth values with truth values.</summary>
internal static class ComparisonFunctions
{
    /// <summary><c>eq</c>: whether the first argument equals any of the others.</summary>
    public static object? AnyEqual(IReadOnlyList<object?> arguments) => arguments.Count >= 2
        ? arguments.Skip(1).Aggregate(false, (found, other) => found || AreEqual(arguments[0], other))
        : throw new FunctionException("error calling eq: missing argument for comparison");

    /// <summary>Whether two values are equal.</summary>
    /// <exception cref="FunctionException">They cannot be compared.</exception>
    public static bool AreEqual(object? left, object? right) => (left, right) switch
    {
        (null or NoValue, null or NoValue) => true,
        (null or NoValue, _) or (_, null or NoValue) => false,
        (bool l, bool r) => l == r,
        (string l, string r) => l == r,
        (long or double, long or double) => CompareNumbers(left, right) == 0,
        (bool or string or long or double, bool or string or long or double) => throw new FunctionException("error calling eq: incompatible types for comparison"),
        _ => throw new FunctionException($"error calling eq: non-comparable type {TemplateValue.TypeName(left is bool or string or long or double ? right : left)}"),
    };

    /// <summary>The order of two numbers or texts.</summary>
    /// <exception cref="FunctionException">They have no order.</exception>
    public static int Compare(object? left, object? right) => (left, right) switch
    {
        (string l, string r) => string.CompareOrdinal(l, r),
        (long or double, long or double) => CompareNumbers(left, right),
        (string or long or double, string or long or double) => throw new FunctionException("error calling lt: incompatible types for comparison"),
        _ => throw new FunctionException("error calling lt: invalid type for comparison"),
    };

    private static int CompareNumbers(object left, object right) => (left, right) switch
    {
        (long l, long r) => l.CompareTo(r),
        (long l, double r) => ((double)l).CompareTo(r),
        (double l, long r) => l.CompareTo(r),
        _ => ((double)left).CompareTo((double)right),
    };
}
