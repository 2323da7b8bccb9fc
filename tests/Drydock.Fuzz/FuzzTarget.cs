namespace Drydock.Fuzz;

/// <summary>Something that reads text which it must not trust.</summary>
internal abstract class FuzzTarget
{
    /// <summary>Its name on the command line and in the report.</summary>
    public abstract string Name { get; }

    /// <summary>Valid input, from which all other input is made.</summary>
    public abstract IReadOnlyList<string> Seeds { get; }

    /// <summary>Pieces that mean something to the reader.</summary>
    public abstract IReadOnlyList<string> Pieces { get; }

    /// <summary>The longest input, in UTF-16 units.</summary>
    public virtual int MaxLength => 4096;

    /// <summary>What one input may allocate in bytes, whatever its length.</summary>
    public virtual long AllowedBytes => 1 << 20;

    /// <summary>What one input may allocate in bytes for each of its UTF-16 units.</summary>
    public virtual long AllowedBytesPerUnit => 4096;

    /// <summary>Reads an input and checks what must hold for every input.</summary>
    /// <param name="input">Any text, lone surrogates included.</param>
    /// <returns>What the reader did, as a number: input with a number not seen before is kept and mutated further.</returns>
    /// <exception cref="Exception">Anything thrown is a finding.</exception>
    public abstract int Run(string input);

    /// <summary>Reports a finding.</summary>
    protected static void Require(bool holds, string what)
    {
        if (!holds)
        {
            throw new InvalidOperationException(what);
        }
    }
}
