using System.Text.Json.Serialization;

namespace Streaming.Contracts.Gates;

/// <summary>A gate that a candidate passed or not.</summary>
/// <param name="Gate">Stable name, such as <c>ece_open</c>.</param>
/// <param name="Rule">The rule in words.</param>
/// <param name="Waiting">It cannot be judged yet on so few rows: not passed, but nothing stands against the candidate either, so a person
/// decides. Written where it is so.</param>
public sealed record GateResult(
    string Gate,
    bool Passed,
    double? Value,
    double? Limit,
    string Rule,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool Waiting = false
)
{
    /// <summary>Judged, and not passed.</summary>
    [JsonIgnore]
    public bool Failed => !Passed && !Waiting;
}
