using Drydock.Build.Graph;
using Drydock.Dockerfile.Instructions;

namespace Drydock.Build.Planning;

/// <summary>ADD of URLs and git repositories.</summary>
internal static class RemoteSources
{
    /// <summary>The origin of an ADD.</summary>
    /// <exception cref="BuildException">The source is remote.</exception>
    public static CopyOrigin Origin(AddInstruction add, CopyOrigin local)
    {
        var remote = add.Sources.FirstOrDefault(s => RemoteSource.IsHttp(s) || RemoteSource.IsGit(s));
        if (remote is not null)
        {
            throw new BuildException($"ADD {remote}: URLs and git repositories are not available in this version\nfetch the file in a RUN step, or put it into the context", add.Lines);
        }

        return add.Checksum is null
            ? local
            : throw new BuildException("checksum can only be specified for HTTP(S) or Git sources\nremove --checksum", add.Lines);
    }
}
