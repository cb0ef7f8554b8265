using System.Text.Json.Serialization;
using Streaming.Contracts.Rules;

namespace Streaming.Quality;

/// <summary>What is to be done with a data set.</summary>
public enum DatasetOutcome
{
    /// <summary>No gate is exceeded.</summary>
    Passed,

    /// <summary>A gate whose action is flag is exceeded: trained on all the same.</summary>
    Flagged,

    /// <summary>A gate whose action is stop is exceeded: nothing is trained on it.</summary>
    Rejected,
}

/// <summary>What the expectations of one data set came to.</summary>
/// <param name="Dataset">File name of a table, or name of a topic for the events that belong on it.</param>
/// <param name="Outcome">What follows.</param>
/// <param name="Rows">Rows or events.</param>
/// <param name="Checks">Every rule that was broken, and those about the whole data set.</param>
/// <param name="Stops">The exceeded gates whose action is stop, each in one line.</param>
/// <param name="Flags">The exceeded gates whose action is flag, each in one line.</param>
public sealed record DatasetResult(
    string Dataset,
    [property: JsonPropertyName("verdict")] DatasetOutcome Outcome,
    long Rows,
    IReadOnlyList<CheckCount> Checks,
    IReadOnlyList<string> Stops,
    IReadOnlyList<string> Flags
);
