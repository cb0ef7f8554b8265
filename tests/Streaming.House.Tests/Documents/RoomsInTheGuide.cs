using System.Text.RegularExpressions;
using Xunit;

namespace Streaming.House.Tests.Documents;

/// <summary>The contributor's guide lists every room, and whom it names.</summary>
public sealed partial class RoomsInTheGuide
{
    private const string Guide = "ops/guides/contributor.md";

    [Fact]
    public void every_room_has_a_row() =>
        Assert.Equal(ProjectFile.Rooms().Select(room => Short(room.Name)).Order(StringComparer.Ordinal), Rows().Keys.Order(StringComparer.Ordinal));

    [Fact]
    public void what_a_room_names_is_in_its_row()
    {
        var rows = Rows();
        var unlisted =
            from room in ProjectFile.Rooms()
            from other in room.Projects
            where other.StartsWith("Streaming.", StringComparison.Ordinal)
            where rows.GetValueOrDefault(Short(room.Name))?.Contains(Short(other)) != true
            select $"{Guide}: the row of {Short(room.Name)} does not list {Short(other)}, which its project references";

        Complaints.None(unlisted);
    }

    private static Dictionary<string, string[]> Rows() => ProjectDocuments.Guides.Single(file => file.Path == Guide).Lines
        .Select(line => Row().Match(line)).Where(match => match.Success)
        .ToDictionary(match => match.Groups["room"].Value, match => match.Groups["names"].Value.Split(", "));

    private static string Short(string project) => project.Replace("Streaming.", "", StringComparison.Ordinal);

    [GeneratedRegex(@"^\| \[(?<room>\w+)\]\(\.\./\.\./src/[^)]*\) \|[^|]*\| (?<names>[^|]*) \|$")]
    private static partial Regex Row();
}
