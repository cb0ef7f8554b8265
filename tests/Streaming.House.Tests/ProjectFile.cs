using System.Xml.Linq;

namespace Streaming.House.Tests;

/// <summary>What one project under <c>src/</c> names: other projects of this house, packages, and assemblies that see its
/// internals.</summary>
internal sealed record ProjectFile(
    string Name,
    string Folder,
    string AssemblyName,
    IReadOnlySet<string> Projects,
    IReadOnlySet<string> Packages,
    IReadOnlySet<string> Friends
)
{
    /// <summary>All rooms: the projects of <c>src/</c> whose code is ours.</summary>
    public static IReadOnlyList<ProjectFile> Rooms() =>
        [
            .. RepositoryFiles
                .All()
                .Where(path =>
                    path.StartsWith("src/Streaming.", StringComparison.Ordinal) && path.EndsWith(".csproj", StringComparison.Ordinal)
                )
                .Select(Read),
        ];

    private static ProjectFile Read(string path)
    {
        var xml = XDocument.Load(RepositoryFiles.FullPath(path));
        var name = Path.GetFileNameWithoutExtension(path);
        return new ProjectFile(
            name,
            Path.GetDirectoryName(path)!.Replace('\\', '/'),
            xml.Descendants("AssemblyName").FirstOrDefault()?.Value ?? name,
            Includes(xml, "ProjectReference").Select(include => Path.GetFileNameWithoutExtension(include.Replace('\\', '/'))).ToHashSet(),
            Includes(xml, "PackageReference").ToHashSet(),
            Includes(xml, "InternalsVisibleTo").ToHashSet()
        );
    }

    private static IEnumerable<string> Includes(XDocument xml, string item) =>
        xml.Descendants(item).Select(element => element.Attribute("Include")!.Value);
}
