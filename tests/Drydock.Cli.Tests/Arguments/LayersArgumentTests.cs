using Drydock.Cli.Arguments;
using Drydock.Layers.Folding;

namespace Drydock.Cli.Tests.Arguments;

public sealed class LayersArgumentTests
{
    [Theory]
    [InlineData(null, false, LayerForm.Exact)]
    [InlineData("exact", false, LayerForm.Exact)]
    [InlineData("folded", false, LayerForm.Folded)]
    [InlineData("flat", false, LayerForm.Flat)]
    [InlineData(null, true, LayerForm.Flat)]
    [InlineData("flat", true, LayerForm.Flat)]
    public void Parse_Form_IsTaken(string? value, bool squash, LayerForm expected) => Assert.Equal(expected, LayersArgument.Parse(value, squash));

    [Theory]
    [InlineData("foldd", false, "did you mean folded?")]
    [InlineData("", false, "the forms are exact, folded, flat")]
    [InlineData("folded", true, "--squash means --layers=flat")]
    public void Parse_FormThatThereIsNot_SaysWhatThereIs(string value, bool squash, string hint) =>
        Assert.Contains(hint, Assert.Throws<UsageException>(() => LayersArgument.Parse(value, squash)).Message, StringComparison.Ordinal);
}
