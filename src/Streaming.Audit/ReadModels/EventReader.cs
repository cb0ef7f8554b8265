using System.Text.Json;
using Marten;
using Streaming.Audit.Chain;

namespace Streaming.Audit.ReadModels;

/// <summary>Events as they are stored to what they say happened, past the store's own queries.</summary>
internal sealed class EventReader(ISerializer serializer)
{
    private static readonly Dictionary<string, Type> Types = EventNames.All.ToDictionary(name => name.Value, name => name.Key);

    /// <summary>Null for a kind that this version of the program does not know, and for text that is none of its kind.</summary>
    public object? Read(ChainedEvent happened)
    {
        if (!Types.TryGetValue(happened.Kind, out var type))
            return null;
        using var text = JsonText.Stream(happened.Data);
        try
        {
            return serializer.FromJson(type, text);
        }
        catch (Exception broken) when (broken is JsonException or NotSupportedException or ArgumentException)
        {
            return null;
        }
    }
}
