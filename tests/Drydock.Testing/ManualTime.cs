namespace Drydock.Testing;

/// <summary>A clock that a test sets.</summary>
public sealed class ManualTime : TimeProvider
{
    /// <summary>The time it shows.</summary>
    public DateTimeOffset Now { get; set; } = new(2025, 1, 31, 12, 0, 0, TimeSpan.Zero);

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => Now;
}
