using System.Text.Json.Nodes;

namespace Drydock.Testing.Images;

/// <summary>The smallest image with a shell: Debian's busybox-static and a link for each of its applets.</summary>
public static class BusyBox
{
    private const string Program = "/bin/busybox";

    /// <summary>Its layer, with more entries at the end.</summary>
    public static async Task<byte[]> LayerAsync(Action<LayerTar>? more = null)
    {
        var applets = await ProcessFixture.RunAsync(Program, "--list");
        using var tar = new LayerTar();
        foreach (var directory in new[] { "bin", "dev", "etc", "proc", "root", "sys", "usr", "usr/bin" })
        {
            tar.Directory(directory);
        }

        tar.Directory("tmp", 0b001_111_111_111)
            .File("bin/busybox", await File.ReadAllBytesAsync(Program), 0b111_101_101)
            .File("etc/passwd", "root:x:0:0:root:/root:/bin/sh\nguest:x:1000:1000:guest:/home/guest:/bin/sh\n")
            .File("etc/group", "root:x:0:\nguest:x:1000:\nstaff:x:50:guest\n");
        foreach (var applet in applets.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(a => a != "busybox"))
        {
            tar.Symlink($"bin/{applet}", Program);
        }

        more?.Invoke(tar);
        return tar.ToArray();
    }

    /// <summary>Its configuration.</summary>
    public static JsonObject Configuration() => new()
    {
        ["Env"] = new JsonArray("PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"),
        ["Cmd"] = new JsonArray("sh"),
    };
}
