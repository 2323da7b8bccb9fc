using Drydock.Oci;
using Drydock.Storage.Checking;

namespace Drydock.Storage.Tests.Checking;

public sealed class StoreCheckTests : IDisposable
{
    private static readonly Dictionary<string, Action<CheckedStore>> s_damages = new()
    {
        ["its bytes have digest"] = s => CheckedStore.Flip(s.Tar),
        ["its tar is not there"] = s => File.Delete(s.Tar),
        ["its index does not match"] = s => CheckedStore.Flip(s.LayerFile("index.erofs"), 1500),
        ["it has no record"] = s => File.Delete(s.LayerFile("layer.json")),
        ["the record cannot be read"] = s => File.WriteAllText(s.LayerFile("layer.json"), "{\"id\":"),
        ["its record is that of"] = s => File.Copy(Path.Combine(s.Store.Paths.Layers, s.Run.Id, "layer.json"), s.LayerFile("layer.json"), overwrite: true),
        ["its record says 1 bytes"] = s => s.Store.Layers.Write(s.Layer with { UnsyncedBoot = null, TarBytes = 1 }),
        ["is missing"] = s =>
        {
            s.Unpack();
            File.Delete(s.LayerFile("fs/file"));
        },
        ["file differs"] = s =>
        {
            s.Unpack();
            File.WriteAllText(s.LayerFile("fs/file"), "fictim");
        },
        ["its folder of hot files"] = s =>
        {
            s.KeepHot();
            File.WriteAllText(s.LayerFile("hot-0/file"), "fictim");
        },
        ["its files are not there"] = s => Directory.Delete(s.Store.Layers.DirectoryOf(s.Run.Id)),
        ["which it became"] = s => s.Store.Layers.Write(new LayerRecord { Id = s.Run.Id, DiffId = StoreFixture.DigestOf("lost") }),
        ["its config cannot be used"] = s => s.Store.Blobs.Delete(s.Config(s.DiffId)),
        ["other layers than its record"] = s => s.Store.Images.Write(s.Store.Images.Find(CheckedStore.Victim)! with { Id = s.Config() }),
        ["its manifest cannot be used"] = s => s.Store.Images.Write(s.Store.Images.Find(CheckedStore.Victim)! with { Manifest = StoreFixture.DigestOf("lost") }),
        ["the image record cannot be read"] = s => File.WriteAllText(s.ImageFile(CheckedStore.Victim), "?"),
        ["in the wrong file"] = s => File.Move(s.ImageFile(CheckedStore.Victim), s.ImageFile("other")),
        ["not one that an image can have"] = s => s.Store.Images.Write(s.Store.Images.Find(CheckedStore.Victim)! with { Name = "no name" }),
        ["its statement"] = s => CheckedStore.Flip(s.Store.Blobs.PathOf(s.AddStatement()), 3),
        ["the cache record cannot be read"] = s => File.WriteAllText(s.CacheFile("run"), "{}"),
        ["its layer lost is not there"] = s => s.Store.Cache.Write(StoreFixture.DigestOf("step"), new CacheRecord { Layer = "lost", Created = "", Ingredients = [] }),
        ["its name is no key"] = s => File.Copy(s.CacheFile("run"), Path.Combine(s.Store.Paths.Cache, "key")),
        ["its manifest or config is not there"] = s => s.Store.Resolutions.Write(new Resolution
        {
            Reference = "docker.io/library/base:1", Platform = "linux/amd64", Digest = StoreFixture.DigestOf("m"), Manifest = StoreFixture.DigestOf("m"), Config = StoreFixture.DigestOf("c"), Resolved = "",
        }),
        ["it is no index of file digests"] = s => File.WriteAllText(Path.Combine(s.Store.Paths.Contexts, "x"), "x"),
        ["it has no files"] = s => Directory.CreateDirectory(Path.Combine(s.Store.Paths.CacheMounts, "id")),
        ["others than its owner"] = s => File.SetUnixFileMode(s.Root, UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.OtherRead),
    };

    private readonly CheckedStore _store = new();

    public static TheoryData<string> Damages => [.. s_damages.Keys];

    public void Dispose() => _store.Dispose();

    [Fact]
    public void Examine_WholeStore_FindsNothing()
    {
        _store.Unpack();
        _store.KeepHot();
        _store.AddCompressedBlob();

        var report = _store.Examine();

        Assert.Empty(report.Findings);
        Assert.True(report is { IsWhole: true, IsAlone: true, Images: 2, Layers: 3, Blobs: 7 });
    }

    [Theory]
    [MemberData(nameof(Damages))]
    public void Repair_Damage_IsFoundMendedAndTheOtherImageStays(string damage)
    {
        s_damages[damage](_store);

        var found = _store.Examine();
        Assert.False(found.IsWhole);
        Assert.Contains(found.Findings, f => f.State == FindingState.Damaged && (f.Problem.Contains(damage, StringComparison.Ordinal) || damage.EndsWith("record cannot be read", StringComparison.Ordinal)));
        Assert.True(_store.Repair().IsWhole);
        Assert.Empty(_store.Examine().Findings);
        Assert.Empty(ImageValidator.Validate(_store.Store, _store.Store.Images.Find(CheckedStore.Kept)!));
    }

    [Theory]
    [InlineData("its index does not match")]
    [InlineData("it has no record")]
    [InlineData("the record cannot be read")]
    [InlineData("its record is that of")]
    [InlineData("its record says 1 bytes")]
    [InlineData("file differs")]
    [InlineData("its manifest cannot be used")]
    [InlineData("in the wrong file")]
    public void Repair_WhatTheStoreHasThePartsOf_KeepsTheImage(string damage)
    {
        s_damages[damage](_store);
        _store.Repair();

        Assert.Empty(ImageValidator.Validate(_store.Store, _store.Store.Images.Find(CheckedStore.Victim)!));
        Assert.False(Directory.Exists(_store.Store.Paths.Damaged));
    }

    [Fact]
    public void Repair_LostLayer_NamesTheImageAndKeepsItAside()
    {
        CheckedStore.Flip(_store.Tar);

        var report = _store.Repair();

        Assert.Null(_store.Store.Images.Find(CheckedStore.Victim));
        Assert.Contains(report.Findings, f => f is { Kind: CheckedKind.Image, Name: CheckedStore.Victim, Advice: not null });
        Assert.Equal(2, Directory.EnumerateFileSystemEntries(_store.Store.Paths.Damaged).Count());
    }

    [Fact]
    public void Repair_TarWithACompressedBlob_IsMadeAgain()
    {
        _store.AddCompressedBlob();
        CheckedStore.Flip(_store.Tar);

        var report = _store.Repair();

        Assert.StartsWith("made again from sha256:", Assert.Single(report.Findings).Remedy, StringComparison.Ordinal);
        Assert.Empty(ImageValidator.Validate(_store.Store, _store.Store.Images.Find(CheckedStore.Victim)!));
    }

    [Fact]
    public void Examine_WhatProcessesAndMachinesLeave_IsNoDamage()
    {
        File.WriteAllText(_store.Store.Temp.NewPath("layer"), "half");
        Directory.CreateDirectory(Path.Combine(_store.Store.Paths.Layers, "run-0"));
        File.WriteAllText(_store.Store.Blobs.PathOf(StoreFixture.DigestOf("unnamed")), "half");
        _store.Store.Layers.Write(_store.Run with { UnsyncedBoot = "another-boot" });
        File.WriteAllText(_store.CacheFile(CheckedStore.Kept), "");
        _store.Store.Layers.Write(new LayerRecord { Id = "run-1", DiffId = StoreFixture.DigestOf("collected before it") });

        var report = _store.Examine();

        Assert.True(report.IsWhole);
        Assert.Equal(7, report.Findings.Count);
        Assert.All(report.Findings, f => Assert.Equal(FindingState.Leftover, f.State));
        Assert.Equal(7, _store.Repair().Findings.Count(f => f.State == FindingState.Repaired));
        Assert.Empty(_store.Examine().Findings);
    }

    [Fact]
    public void Repair_DamagedStatement_KeepsTheImageWithoutIt()
    {
        var statement = _store.AddStatement();
        Assert.Empty(_store.Examine().Findings);

        CheckedStore.Flip(_store.Store.Blobs.PathOf(statement), 3);

        Assert.All(_store.Examine().Findings, f => Assert.Equal(FindingState.Damaged, f.State));
        Assert.True(_store.Repair().IsWhole);
        var image = _store.Store.Images.Find(CheckedStore.Victim)!;
        Assert.Equal([], image.Attestations);
        Assert.Empty(ImageValidator.Validate(_store.Store, image));
    }

    [Fact]
    public void Examine_StoreWithoutADirectory_MakesIt()
    {
        Directory.Delete(_store.Store.Paths.Contexts);

        Assert.True(_store.Examine().IsWhole);
        Assert.True(Directory.Exists(_store.Store.Paths.Contexts));
    }

    [Fact]
    public void Repair_WhileAnotherProcessWorks_IsRefused()
    {
        using var lease = StoreLease.Take(Store.Open(_store.Root, TimeProvider.System), CancellationToken.None);

        Assert.Contains("another drydock process", Assert.Throws<StoreException>(_store.Repair).Message, StringComparison.Ordinal);
        var report = _store.Examine();
        Assert.True(report is { IsWhole: true, IsAlone: false });
    }

    [Fact]
    public void Validate_HistoryOfAnotherLength_IsFound()
    {
        var config = OciJson.Serialize(new ImageConfig { Architecture = "amd64", Os = "linux", RootFs = new RootFs { DiffIds = [_store.DiffId] }, History = [new HistoryEntry { EmptyLayer = true }] });
        var image = _store.Store.Images.Find(CheckedStore.Victim)! with { Id = _store.Store.Blobs.WriteDocument(config) };

        Assert.Equal(["its history has 0 layers, but there are 1"], ImageValidator.Validate(_store.Store, image));
        Assert.Empty(ImageValidator.Validate(_store.Store, image with { Origin = "docker.io/library/app" }));
    }

    [Fact]
    public void Examine_ImageOfSeveralPlatforms_LooksAtEachOfThem()
    {
        var (kept, victim) = (_store.Store.Images.Find(CheckedStore.Kept)!, _store.Store.Images.Find(CheckedStore.Victim)!);
        PlatformImage[] platforms = [new(Platform.Parse("linux/amd64"), kept.Id, null, kept.Layers), new(Platform.Parse("linux/arm64"), victim.Id, null, victim.Layers)];
        _store.Store.Images.Write(kept with { Name = "docker.io/library/both:latest", Platforms = platforms, Index = StoreFixture.DigestOf("index") });
        Assert.Empty(_store.Examine().Findings);

        CheckedStore.Flip(_store.Tar);

        Assert.Contains(_store.Examine().Findings, f => f.Name == "docker.io/library/both:latest");
        Assert.True(_store.Repair().IsWhole);
        Assert.NotNull(_store.Store.Images.Find(CheckedStore.Kept));
    }

    [Fact]
    public void Validate_DamagedLayer_IsFound()
    {
        CheckedStore.Flip(_store.Tar);

        Assert.Equal(2, ImageValidator.Validate(_store.Store, _store.Store.Images.Find(CheckedStore.Victim)!).Count);
    }

    [Fact]
    public void Validate_LayersInAnotherOrder_IsFound()
    {
        var kept = _store.Store.Images.Find(CheckedStore.Kept)!.Layers[0];
        var victim = _store.Store.Images.Find(CheckedStore.Victim)!;
        var image = victim with { Id = _store.Config(victim.Layers[0].DiffId, kept.DiffId), Layers = [kept, victim.Layers[0]] };

        Assert.Equal(["its config names other layers than its record"], ImageValidator.Validate(_store.Store, image));
    }
}
