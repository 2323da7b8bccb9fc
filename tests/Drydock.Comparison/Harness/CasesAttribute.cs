using System.Reflection;
using Xunit.Sdk;

namespace Drydock.Comparison.Harness;

/// <summary>The names of the cases of the area that the test class is named after.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class CasesAttribute : DataAttribute
{
    /// <inheritdoc/>
    public override IEnumerable<object[]> GetData(MethodInfo testMethod) =>
        ComparisonCase.Of(Area.NameOf(testMethod.ReflectedType!)).Select(c => new object[] { c.Name });
}
