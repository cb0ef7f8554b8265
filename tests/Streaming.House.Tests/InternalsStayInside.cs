using Xunit;

namespace Streaming.House.Tests;

/// <summary>What one room uses of another is public and documented; internals are shown to tests alone.</summary>
public sealed class InternalsStayInside
{
    /// <summary>The rooms that still show their internals to another room, and to which.</summary>
    private static readonly IReadOnlyDictionary<string, string[]> Shown = new Dictionary<string, string[]>
    {
        // the parser of Avro schemas, which the embedded registry compares schemas with
        ["Streaming.Kafka"] = ["Streaming.Embedded"],
        // the readers of the marketplace's tables, which the expectations walk row by row
        ["Streaming.Marketplace"] = ["Streaming.Quality"],
    };

    [Fact]
    public void no_room_shows_its_internals_to_another_room()
    {
        var rooms = ProjectFile.Rooms().Select(room => room.AssemblyName).ToHashSet(StringComparer.Ordinal);
        var shown = ProjectFile
            .Rooms()
            .SelectMany(room =>
                room.Friends.Intersect(rooms)
                    .Except(Shown.GetValueOrDefault(room.Name, []))
                    .Select(other => $"{room.Name} shows its internals to {other}")
            );

        Assert.Empty(shown);
    }

    [Fact]
    public void exceptions_that_are_not_needed_any_more_are_gone()
    {
        var friends = ProjectFile.Rooms().ToDictionary(room => room.Name, room => room.Friends);

        Assert.Empty(Shown.SelectMany(room => room.Value.Except(friends[room.Key]).Select(other => $"{room.Key} to {other}")));
    }
}
