namespace Drydock.Layers.Tests.RoundTrip;

/// <summary>What programs have from the archive/tar package of Go.</summary>
internal static class GoTar
{
    public const string NoEmptyXattrs = "archive/tar takes a PAX record without a value for one that is taken back";
    public const string TakesPercentLiterally = "archive/tar does not decode %3D, by which GNU tar, star and we write =";
}
