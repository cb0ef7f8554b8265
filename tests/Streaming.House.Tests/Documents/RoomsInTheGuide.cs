using System.Text.RegularExpressions;
using Xunit;

namespace Streaming.House.Tests.Documents;

/// <summary>The contributor's guide lists every room, and the rooms that it may name.</summary>
public sealed partial class RoomsInTheGuide
{
    private const string Guide = "ops/guides/contributor.md";

    [Fact]
    public void the_table_of_rooms_is_the_one_that_is_held()
    {
        var rows = ProjectDocuments
            .Guides.Single(file => file.Path == Guide)
            .Lines.Select(line => Row().Match(line))
            .Where(match => match.Success)
            .ToDictionary(match => match.Groups["room"].Value, match => match.Groups["names"].Value, StringComparer.Ordinal);
        var held = ReferenceDirection.MayName.ToDictionary(
            room => Short(room.Key),
            room => room.Value.Length == 0 ? "nothing" : string.Join(", ", room.Value.Select(Short)),
            StringComparer.Ordinal
        );

        Complaints.None(
            from room in rows.Keys.Union(held.Keys).Order(StringComparer.Ordinal)
            let written = rows.GetValueOrDefault(room)
            let right = held.GetValueOrDefault(room)
            where written != right
            select $"{Guide}: the row of {room} says '{written ?? "nothing, as there is none"}'; "
                + $"{nameof(ReferenceDirection)} says '{right ?? "there is no such room"}'"
        );
    }

    private static string Short(string project) => project.Replace("Streaming.", "", StringComparison.Ordinal);

    [GeneratedRegex(@"^\| \[(?<room>\w+)\]\(\.\./\.\./src/[^)]*\) \|[^|]*\| (?<names>[^|]*) \|$")]
    private static partial Regex Row();
}
