using System.Xml.Linq;

namespace Drydock.Architecture.Tests;

public sealed class ProjectReferenceTests
{
    public static TheoryData<string> Products => new(Names("src"));

    public static TheoryData<string> Everything => new([.. Names("src"), .. Names("tests"), .. Names("bench")]);

    [Fact]
    public void Projects_InSource_AreThoseOfTheHouse() =>
        Assert.Equal(Floors.Projects.Order(StringComparer.Ordinal), Names("src").Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Products))]
    public void References_OfAProduct_PointDownward(string project)
    {
        var allowed = Floors.Allowed(project);
        foreach (var reference in References($"src/{project}/{project}.csproj"))
        {
            Assert.True(allowed.Contains(reference), $"{project} may not refer to {reference}; it may refer to: {string.Join(", ", allowed)}");
            Assert.True(Floors.Of(reference) < Floors.Of(project), $"{reference} is not on a lower floor than {project}");
        }
    }

    [Theory]
    [MemberData(nameof(Products))]
    public void TestProject_OfAProduct_ExistsAndRefersToIt(string project)
    {
        var tests = $"tests/{project}.Tests/{project}.Tests.csproj";
        Assert.True(File.Exists(Path.Join(Repository.Root, tests)), $"{project} has no {tests}");
        Assert.Contains(project, References(tests));
    }

    [Theory]
    [MemberData(nameof(Everything))]
    public void Project_Always_IsInTheSolution(string project)
    {
        var solution = XDocument.Parse(Repository.Read("Drydock.slnx"));
        var paths = solution.Descendants("Project").Select(p => Path.GetFileNameWithoutExtension(p.Attribute("Path")!.Value));
        Assert.Contains(project, paths);
    }

    private static string[] Names(string folder) =>
        [.. Repository.Files(".csproj", folder).Select(p => Path.GetFileNameWithoutExtension(p))];

    private static string[] References(string path) =>
        [.. XDocument.Parse(Repository.Read(path)).Descendants("ProjectReference")
            .Select(r => Path.GetFileNameWithoutExtension(r.Attribute("Include")!.Value))];
}
