using System.Runtime.InteropServices;
using Drydock.Cli.Rendering;
using Drydock.Layers.Compression;
using Drydock.Linux;
using Drydock.Linux.Emulation;
using Drydock.Linux.Files;
using Drydock.Linux.Processes;
using Drydock.Linux.Runtime;
using Drydock.Storage;
using Drydock.Storage.Mounting;

namespace Drydock.Cli.Diagnosis;

/// <summary>What a build needs of a machine, each thing found by using it as a build does.</summary>
internal static class MachineChecks
{
    private const long FewBytes = 2L << 30;

    public static IEnumerable<Finding> Run(string storeRoot, string? runtimePath)
    {
        yield return new Finding("system", Verdict.Ok, $"{RuntimeInformation.OSDescription}, Linux {Environment.OSVersion.Version.ToString(3)}, {RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}");
        yield return Privileges();
        yield return Program("namespaces", "unshare", Verdict.Fails, "apt-get install util-linux");
        yield return Runtime(runtimePath);
        foreach (var finding in StoreFindings(storeRoot))
        {
            yield return finding;
        }

        yield return ControlGroups();
        yield return Emulators();
        yield return Program("git sources", "git", Verdict.Lacks, "apt-get install git, for ADD and contexts from git repositories");
        yield return Gzip();
    }

    private static Finding Privileges() => Environment.IsPrivilegedProcess
        ? new Finding("privileges", Verdict.Ok, "root")
        : new Finding("privileges", Verdict.Fails, "not root", "run drydock as root: builds without root come later");

    private static Finding Program(string subject, string program, Verdict missing, string advice) =>
        ProgramPath.Find(program) is { } path ? new Finding(subject, Verdict.Ok, path) : new Finding(subject, missing, $"there is no {program}", advice);

    private static Finding Runtime(string? path)
    {
        try
        {
            var runtime = OciRuntime.Find(path);
            return new Finding("OCI runtime", Verdict.Ok, $"{runtime.Version} ({runtime.Path})");
        }
        catch (RuntimeException e)
        {
            return new Finding("OCI runtime", Verdict.Fails, e.Message, "apt-get install crun");
        }
    }

    private static IEnumerable<Finding> StoreFindings(string root)
    {
        Store? store = null;
        Finding finding;
        try
        {
            store = Store.Open(root, TimeProvider.System);
            var disk = FileSystemStatus.Of(root);
            var detail = $"{root}, {disk.TypeName}, {StatusText.Bytes(disk.AvailableBytes)} free";
            finding = disk.AvailableBytes < FewBytes
                ? new Finding("store", Verdict.Lacks, detail, "drydock prune, or another store with --root DIR")
                : new Finding("store", Verdict.Ok, detail);
        }
        catch (Exception e) when (e is StoreException or LinuxException)
        {
            finding = new Finding("store", Verdict.Fails, e.Message.Split('\n')[0], "choose another with --root DIR or DRYDOCK_ROOT");
        }

        yield return finding;
        if (store is not null)
        {
            yield return Layers(store);
        }
    }

    private static Finding Layers(Store store)
    {
        try
        {
            return SnapshotProbe.Run(store) switch
            {
                { Rung: SnapshotRung.Erofs } => new Finding("layers", Verdict.Ok, "mounted in place (EROFS), stacked by overlayfs"),
                { Rung: SnapshotRung.Directories, Missing: var missing } =>
                    new Finding("layers", Verdict.Lacks, $"unpacked, stacked by overlayfs: {missing}", "nothing must be done; builds are slower and take more space"),
                { Missing: var missing } =>
                    new Finding("layers", Verdict.Lacks, $"copied, as overlayfs does not work in the store: {missing}", "builds are much slower: put the store on a disk's own file system with --root DIR"),
            };
        }
        catch (Exception e) when (e is LinuxException or IOException)
        {
            return new Finding("layers", Verdict.Fails, e.Message);
        }
    }

    private static Finding ControlGroups() => FileSystemStatus.Of("/sys/fs/cgroup").TypeName == "cgroup2"
        ? new Finding("control groups", Verdict.Ok, "version 2")
        : new Finding("control groups", Verdict.Lacks, "version 1 or none", "limits such as run --memory need version 2");

    private static Finding Emulators()
    {
        var names = (ForeignPrograms.ReadFormats() ?? []).Where(f => f.IsFixed && f.Name.StartsWith("qemu-", StringComparison.Ordinal))
            .Select(f => f.Name["qemu-".Length..]).Order(StringComparer.Ordinal).ToList();
        return names.Count > 0
            ? new Finding("other platforms", Verdict.Ok, string.Join(' ', names))
            : new Finding("other platforms", Verdict.Lacks, "no emulator is registered", "apt-get install qemu-user-static binfmt-support, for RUN of other platforms");
    }

    private static Finding Gzip() => Compressor.Engine(CompressionKind.Gzip) is var engine && engine.StartsWith("isa-l", StringComparison.Ordinal)
        ? new Finding("compression", Verdict.Ok, $"gzip by {engine}")
        : new Finding("compression", Verdict.Lacks, $"gzip by {engine}: slower, and with other bytes than the usual engine's", "apt-get install libisal2");
}
