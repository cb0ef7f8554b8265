namespace Streaming.Features.Histories;

/// <summary>Tells the event ids of one order apart: FNV-1a over the characters, then a final mix. Part of the snapshot format.</summary>
internal static class EventHash
{
    public static ulong Of(string eventId)
    {
        var hash = 14_695_981_039_346_656_037UL;
        foreach (var character in eventId)
            hash = (hash ^ character) * 1_099_511_628_211UL;
        hash = (hash ^ (hash >> 33)) * 0xff51_afd7_ed55_8ccdUL;
        return hash ^ (hash >> 33);
    }
}
