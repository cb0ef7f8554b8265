using Streaming.Audit.Access;
using Streaming.Audit.Acts;
using Streaming.Audit.Models;
using Streaming.Audit.Runs;

namespace Streaming.Audit;

/// <summary>Under which name each kind of event is stored.</summary>
internal static class EventNames
{
    /// <summary>The type name that stands beside each <see cref="VersionPromoted"/> in the table: that of the first versions.</summary>
    public const string VersionPromotedType = "Streaming.Audit.Models.ModelPromoted, Streaming.Audit";

    public static readonly IReadOnlyDictionary<Type, string> All = new[]
    {
        ModelEventTypes.Stored,
        RunEventTypes.Stored,
        ActEventTypes.Stored,
        AccessEventTypes.Stored,
    }
        .SelectMany(names => names)
        .ToDictionary();
}
