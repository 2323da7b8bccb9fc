using Drydock.Build.Steps.Running;
using Drydock.Linux.Mounts;
using Drydock.Linux.Runtime;
using Drydock.Testing;

namespace Drydock.Build.Tests.Steps.Running;

/// <summary>Needs root.</summary>
public sealed class DeviceFoldersTests
{
    [Theory]
    [InlineData(false, true, true)]
    [InlineData(true, true, false)]
    [InlineData(false, false, false)]
    public void Take_AfterOneWasReturned_GivesItAgainOnlyWhenNothingOfTheStepIsLeft(bool changed, bool ended, bool again)
    {
        using var directory = TempDirectory.OnDisk();
        PrivateMounts.Run(() =>
        {
            var made = 0;
            using var folders = new DeviceFolders(() => DeviceFolder.Make(Directory.CreateDirectory(directory[$"dev-{made++}"]).FullName));
            var first = folders.Take();
            if (changed)
            {
                File.WriteAllText($"{first.Path}/new", "x");
            }

            folders.Return(first, ended);
            var second = folders.Take();
            Assert.Equal(again, ReferenceEquals(first, second));
            folders.Return(second, ended: false);
        });
    }
}
