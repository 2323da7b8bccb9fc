using Drydock.Layers.Tests.Support;

namespace Drydock.Layers.Tests.RoundTrip;

/// <summary>
/// The same trees through our writer and readers and those of others: whoever wrote a layer and whoever reads it, the
/// tree is the same in everything. What another program cannot hold is listed with it, and that it really cannot is
/// tested too. Needs root, GNU tar, Python, umoci and buildah.
/// </summary>
public sealed class RoundTripTests
{
    private const string To = " to ";

    // Of two programs, one is always ours.
    public static TheoryData<string> Pairs => [.. PairsOf(_ => true)];

    public static TheoryData<string> PairsWithWhiteouts => [.. PairsOf(p => p.KnowsWhiteouts)];

    public static TheoryData<string, string, bool> Losses
    {
        get
        {
            var losses = new TheoryData<string, string, bool>();
            foreach (var peer in Peer.All.Values)
            {
                peer.CannotWrite.Keys.ToList().ForEach(oddity => losses.Add(peer.Name, oddity, true));
                peer.CannotRead.Keys.ToList().ForEach(oddity => losses.Add(peer.Name, oddity, false));
            }

            return losses;
        }
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Layer_OfEveryOddity_IsTheSameTreeWhoeverReadsIt(string pair)
    {
        var (writer, reader) = Peers(pair);
        var lost = writer.CannotWrite.Keys.Union(reader.CannotRead.Keys);
        using var scratch = new Scratch();
        Oddities.Make(scratch["tree"], Oddities.All.Where(o => !lost.Contains(o.Key)));
        var layer = writer.Write(scratch, null, scratch["tree"]);
        AssertSame(scratch["tree"], reader.Read(scratch, [layer]), !lost.Contains(Oddities.TimesOfLinks));
    }

    [Theory]
    [MemberData(nameof(PairsWithWhiteouts))]
    public void Layers_OfEveryChange_AreTheSameTreeWhoeverReadsThem(string pair)
    {
        var (writer, reader) = Peers(pair);
        using var scratch = new Scratch();
        Oddities.Make(scratch["before"], Oddities.Changes.Select(c => KeyValuePair.Create(c.Key, c.Value.Before)));
        Tool.Run("cp", "-a", scratch["before"], scratch["after"]);
        Oddities.Make(scratch["after"], Oddities.Changes.Select(c => KeyValuePair.Create(c.Key, c.Value.Change)));
        var lower = writer.Write(scratch, null, scratch["before"]);
        using var second = new Scratch();
        var upper = writer.Write(second, scratch["before"], scratch["after"]);
        AssertSame(scratch["after"], reader.Read(second, [lower, upper]));
    }

    /// <summary>A list of what others cannot hold that is too long would hide what we cannot.</summary>
    [Theory]
    [MemberData(nameof(Losses))]
    public void Layer_OfAnOddityThatAPeerCannotHold_IsNotTheSameTree(string peer, string oddity, bool writes)
    {
        using var scratch = new Scratch();
        Oddities.Make(scratch["tree"], Oddities.All.Where(o => o.Key == oddity));
        var ours = Peer.All["drydock"];
        var (writer, reader) = writes ? (Peer.All[peer], ours) : (ours, Peer.All[peer]);
        string[] read;
        try
        {
            read = Lines(reader.Read(scratch, [writer.Write(scratch, null, scratch["tree"])]));
        }
        catch (InvalidOperationException)
        {
            // The program fails.
            return;
        }

        Assert.NotEqual(Lines(scratch["tree"]), read);
    }

    private static IEnumerable<string> PairsOf(Func<Peer, bool> fits) =>
        from writer in Peer.All.Values
        from reader in Peer.All.Values
        where writer.Writes && fits(writer) && fits(reader) && (writer is DrydockPeer || reader is DrydockPeer)
        select writer.Name + To + reader.Name;

    private static (Peer Writer, Peer Reader) Peers(string pair)
    {
        var names = pair.Split(To);
        return (Peer.All[names[0]], Peer.All[names[1]]);
    }

    private static void AssertSame(string expected, string actual, bool timesOfLinks = true)
    {
        var (wanted, got) = (Lines(expected), Lines(actual));
        if (!timesOfLinks)
        {
            (wanted, got) = ([.. wanted.Select(WithoutTime)], [.. got.Select(WithoutTime)]);
        }

        Assert.True(wanted.SequenceEqual(got), $"as it was:\n{string.Join('\n', wanted.Except(got))}\nas it is:\n{string.Join('\n', got.Except(wanted))}");
    }

    private static string WithoutTime(string line) =>
        line.Contains(" SymbolicLink ", StringComparison.Ordinal) ? line[..line.LastIndexOf(" @", StringComparison.Ordinal)] : line;

    // The root itself belongs to whoever made the directory.
    private static string[] Lines(string root) => TreeListing.Of(root).Split('\n')[1..];
}
