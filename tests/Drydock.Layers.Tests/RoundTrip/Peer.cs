using Drydock.Layers.Tests.Support;

namespace Drydock.Layers.Tests.RoundTrip;

/// <summary>A program that writes layers of trees and makes trees of layers, and what it cannot hold.</summary>
internal abstract class Peer
{
    private static readonly Dictionary<string, string> s_nothing = [];

    public static IReadOnlyDictionary<string, Peer> All { get; } = new Peer[]
    {
        new DrydockPeer(), new DrydockIndexPeer(), new GnuTarPeer(), new PythonPeer(), new UmociPeer(), new BuildahPeer(),
    }.ToDictionary(p => p.Name);

    public abstract string Name { get; }

    /// <summary>Oddities that its layers lose, with the reason.</summary>
    public virtual IReadOnlyDictionary<string, string> CannotWrite => s_nothing;

    /// <summary>Oddities that its trees lose, with the reason.</summary>
    public virtual IReadOnlyDictionary<string, string> CannotRead => s_nothing;

    /// <summary>Whether it writes layers.</summary>
    public virtual bool Writes => true;

    /// <summary>Whether it knows that a layer stands on another one, and what a whiteout is.</summary>
    public virtual bool KnowsWhiteouts => true;

    /// <summary>Writes the tar that makes one tree of another, or of nothing.</summary>
    public abstract byte[] Write(Scratch scratch, string? before, string after);

    /// <summary>Makes a tree of layers, lowest first.</summary>
    /// <returns>Where it is.</returns>
    public abstract string Read(Scratch scratch, IReadOnlyList<byte[]> layers);

    protected static string Files(Scratch scratch, IReadOnlyList<byte[]> layers, Func<int, string> nameOf)
    {
        for (var i = 0; i < layers.Count; i++)
        {
            File.WriteAllBytes(scratch[nameOf(i)], layers[i]);
        }

        return scratch[nameOf(0)];
    }
}
