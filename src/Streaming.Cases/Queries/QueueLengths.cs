using System.Globalization;
using Npgsql;
using Streaming.Cases.Store;

namespace Streaming.Cases.Queries;

/// <summary>How full the queues are, for machines.</summary>
/// <param name="OldestUnassignedSeconds">0 where nothing waits.</param>
public sealed record QueueLengths(IReadOnlyDictionary<string, long> Counts, double OldestUnassignedSeconds)
{
    private static readonly string[] Names = ["unassigned", "taken", "snoozed", "overdue", "answered", "closed", "held_out"];

    internal static async Task<QueueLengths> ReadAsync(
        NpgsqlConnection connection,
        CaseTables tables,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        var rows = await connection
            .ReadAsync(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"""
                    select
                      count(*) filter (where status = 'Unassigned' and action = 'CallBeforeReview'),
                      count(*) filter (where status = 'Taken'),
                      count(*) filter (where status = 'Snoozed'),
                      count(*) filter (where status in ('Unassigned', 'Taken') and {CaseSql.Late.Replace(
                        "@now",
                        "$1",
                        StringComparison.Ordinal
                    )}),
                      count(*) filter (where status = 'Unassigned' and action = 'RepairAfterReview'),
                      count(*) filter (where status = 'Closed'),
                      count(*) filter (where status = 'HeldOut'),
                      coalesce(extract(epoch from $1 - min(opened_at) filter (where status = 'Unassigned')), 0)::double precision
                    from {tables.Cases}
                    """
                ),
                row => (Enumerable.Range(0, Names.Length).Select(row.GetInt64).ToArray(), row.GetDouble(Names.Length)),
                cancellation,
                now
            )
            .ConfigureAwait(false);
        var (counts, oldest) = rows[0];
        return new QueueLengths(Names.Zip(counts).ToDictionary(one => one.First, one => one.Second), Math.Max(0, oldest));
    }
}
