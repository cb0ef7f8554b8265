using Streaming.Contracts;

namespace Streaming.Quality.Tables;

/// <summary>What one pass over a table has found, before any gate is asked.</summary>
public sealed record TableReport
{
    /// <summary>File name.</summary>
    public required string Table { get; init; }

    /// <summary>Readable or not.</summary>
    public required long Rows { get; init; }

    /// <summary>Cells of the columns that do not expect to be empty.</summary>
    public required long Cells { get; init; }

    /// <summary>Of these, how many are.</summary>
    public required long EmptyCells { get; init; }

    /// <summary>
    /// The latest time in the column of the freshness rule that single rows of a distant future do not decide, see
    /// <see cref="LatestTimes{T}"/>; null without a rule or a time.
    /// </summary>
    public required LocalTime? Newest { get; init; }

    public required IReadOnlyList<FaultCount> Faults { get; init; }

    /// <summary>Rows with a flag or a reject; as many are listed as <see cref="FaultTally.ListedPerRule"/> allows.</summary>
    public required long Found { get; init; }

    public required IReadOnlyList<Finding> Findings { get; init; }
}
