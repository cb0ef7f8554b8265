using Streaming.Contracts.Rules;

namespace Streaming.Quality.Tables;

/// <summary>Counts the faults of one data set and lists the rows that have them, the first <see cref="ListedPerRule"/> of each
/// rule.</summary>
public sealed class FaultTally(string dataset)
{
    /// <summary>So many rows are listed for each column and code; the counts hold them all.</summary>
    public const int ListedPerRule = 500;

    private readonly Dictionary<(string Column, string Code, Severity Severity), FaultCount> counts = [];
    private readonly List<Finding> findings = [];

    /// <summary>Whose faults.</summary>
    public string Dataset => dataset;

    /// <summary>Rows with a fault worth listing: a flag or a reject.</summary>
    public long Found { get; private set; }

    /// <summary>In the order in which they were met.</summary>
    public IReadOnlyList<Finding> Findings => findings;

    /// <summary>By column, code and severity.</summary>
    public IReadOnlyList<FaultCount> Counts =>
        [
            .. counts
                .OrderBy(count => count.Key.Column, StringComparer.Ordinal)
                .ThenBy(count => count.Key.Code, StringComparer.Ordinal)
                .ThenBy(count => count.Key.Severity)
                .Select(count => count.Value),
        ];

    /// <summary>Takes the faults of one row: the list is copied. A rule that several cells of the row break counts once.</summary>
    public void Add(long line, string key, IReadOnlyList<CellFault> faults)
    {
        var (worth, room) = (false, false);
        for (var i = 0; i < faults.Count; i++)
        {
            var fault = faults[i];
            worth |= fault.Severity > Severity.Info;
            if (IsRepeated(faults, i))
                continue;
            var known =
                counts.GetValueOrDefault((fault.Column, fault.Code, fault.Severity))
                ?? new FaultCount(fault.Column, fault.Code, fault.Severity, 0, line, fault.Value);
            room |= fault.Severity > Severity.Info && known.Count < ListedPerRule;
            counts[(fault.Column, fault.Code, fault.Severity)] = known with { Count = known.Count + 1 };
        }

        if (worth)
            Found++;
        if (room)
            findings.Add(new Finding(dataset, line, key, [.. faults]));
    }

    private static bool IsRepeated(IReadOnlyList<CellFault> faults, int index)
    {
        for (var i = 0; i < index; i++)
            if (faults[i].Column == faults[index].Column && faults[i].Code == faults[index].Code)
                return true;
        return false;
    }
}
