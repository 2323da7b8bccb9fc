using System.Text.Json;

namespace Drydock.Oci.Validation;

/// <summary>The rules for image configurations.</summary>
/// <remarks>OCI image-spec, config.md. What Go programs write for "not set", null, is accepted where they write it.</remarks>
internal static class ConfigRules
{
    public static void Check(OciNode root)
    {
        root.Require("architecture")?.IsString();
        root.Require("os")?.IsString();
        root.Find("variant")?.IsString();
        root.Find("os.version")?.IsString();
        root.Find("os.features")?.IsStringArray();
        root.Find("author")?.IsString();
        CheckTime(root.Find("created"));
        CheckRootFs(root.Require("rootfs"));
        if (root.Find("config") is { } config && config.IsObject())
        {
            CheckContainerConfig(config);
        }

        if (root.Find("history") is { } history && history.IsArray())
        {
            foreach (var entry in history.Items())
            {
                CheckHistory(entry);
            }
        }
    }

    private static void CheckRootFs(OciNode? node)
    {
        if (node is not { } rootfs || !rootfs.IsObject())
        {
            return;
        }

        rootfs.Require("diff_ids")?.IsStringArray(id =>
        {
            if (!Digest.TryParse(id.Element.GetString(), out _))
            {
                id.Report($"\"{id.Element.GetString()}\" is not a digest");
            }
        });
        if (rootfs.Require("type") is { } type && type.IsString() && type.Element.GetString() != "layers")
        {
            type.Report("must be \"layers\"");
        }
    }

    private static void CheckContainerConfig(OciNode config)
    {
        config.Find("User")?.IsString();
        config.Find("WorkingDir")?.IsString();
        config.Find("StopSignal")?.IsString();
        config.Find("ArgsEscaped")?.IsBoolean();
        NotNull(config.Find("Entrypoint"))?.IsStringArray();
        NotNull(config.Find("Cmd"))?.IsStringArray();
        NotNull(config.Find("Labels"))?.IsStringMap();
        NotNull(config.Find("Env"))?.IsStringArray(CheckEnv);
        CheckSet(NotNull(config.Find("Volumes")));
        CheckSet(NotNull(config.Find("ExposedPorts")));
    }

    private static void CheckEnv(OciNode variable)
    {
        if (variable.Element.GetString()!.IndexOf('=') < 1)
        {
            variable.Report($"\"{variable.Element.GetString()}\" is not NAME=value");
        }
    }

    private static void CheckSet(OciNode? node)
    {
        if (node is { } set && set.IsObject())
        {
            foreach (var (_, value) in set.Members())
            {
                value.IsObject();
            }
        }
    }

    private static void CheckHistory(OciNode entry)
    {
        if (entry.IsObject())
        {
            CheckTime(entry.Find("created"));
            entry.Find("author")?.IsString();
            entry.Find("created_by")?.IsString();
            entry.Find("comment")?.IsString();
            entry.Find("empty_layer")?.IsBoolean();
        }
    }

    private static void CheckTime(OciNode? node)
    {
        if (node is { } time && time.IsString() && !OciTime.TryParse(time.Element.GetString(), out _))
        {
            time.Report($"\"{time.Element.GetString()}\" is not a time of RFC 3339");
        }
    }

    private static OciNode? NotNull(OciNode? node) => node is { Kind: JsonValueKind.Null } ? null : node;
}
