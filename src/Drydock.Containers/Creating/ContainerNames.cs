using System.Security.Cryptography;

namespace Drydock.Containers.Creating;

/// <summary>Names and ids of containers.</summary>
internal static class ContainerNames
{
    private static readonly string[] s_qualities =
    [
        "able", "amber", "bold", "brave", "bright", "brisk", "calm", "clear", "coastal", "copper", "crisp", "daring", "deep", "eager", "fair",
        "fleet", "frosty", "gentle", "golden", "happy", "hardy", "keen", "kind", "lively", "lucky", "merry", "misty", "neat", "nimble", "noble",
        "polished", "proud", "quick", "quiet", "rapid", "ready", "robust", "salty", "sharp", "silver", "smooth", "snug", "sound", "stable",
        "steady", "stout", "sunny", "sure", "swift", "tidy", "trusty", "upright", "vivid", "warm", "windward", "wise",
    ];

    private static readonly string[] s_things =
    [
        "anchor", "ballast", "barge", "beacon", "berth", "bollard", "bosun", "bow", "breeze", "brig", "buoy", "cabin", "capstan", "cargo",
        "channel", "clipper", "compass", "coral", "crane", "cutter", "deck", "dinghy", "ferry", "galley", "gull", "harbor", "hatch", "helm",
        "hull", "jetty", "keel", "ketch", "lantern", "lagoon", "lighthouse", "lock", "mast", "mooring", "oar", "pier", "pilot", "quay", "reef",
        "rigging", "rudder", "sail", "schooner", "sextant", "sloop", "spar", "stern", "tide", "tiller", "trawler", "tug", "wharf", "winch",
    ];

    /// <summary>64 hexadecimal digits. Twelve of them never form a number, which tools would take for a process id.</summary>
    internal static string NewId()
    {
        string id;
        do
        {
            id = RandomNumberGenerator.GetHexString(64, lowercase: true);
        }
        while (!id.AsSpan(0, 12).ContainsAnyExceptInRange('0', '9'));

        return id;
    }

    /// <summary>A name nobody has.</summary>
    internal static string NewName(IReadOnlySet<string> taken)
    {
        for (var round = 0; ; round++)
        {
            var name = Pick(s_qualities) + "_" + Pick(s_things) + (round > 3 ? RandomNumberGenerator.GetHexString(4, lowercase: true) : "");
            if (!taken.Contains(name))
            {
                return name;
            }
        }
    }

    /// <summary>Whether a name may be given: <c>[a-zA-Z0-9][a-zA-Z0-9_.-]*</c>.</summary>
    internal static bool IsValid(string name) =>
        name.Length > 0 && char.IsAsciiLetterOrDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '-');

    private static string Pick(string[] words) => words[RandomNumberGenerator.GetInt32(words.Length)];
}
