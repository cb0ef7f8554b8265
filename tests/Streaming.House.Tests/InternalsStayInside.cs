using Xunit;

namespace Streaming.House.Tests;

/// <summary>What one room uses of another is public and documented; internals are shown to tests alone.</summary>
public sealed class InternalsStayInside
{
    [Fact]
    public void no_room_shows_its_internals_to_another_room()
    {
        var rooms = ProjectFile.Rooms().Select(room => room.AssemblyName).ToHashSet(StringComparer.Ordinal);
        var shown = ProjectFile
            .Rooms()
            .SelectMany(room => room.Friends.Intersect(rooms).Select(other => $"{room.Name} shows its internals to {other}"));

        Assert.Empty(shown);
    }
}
