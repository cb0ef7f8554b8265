using Npgsql;
using Streaming.Cases.Policy;
using Streaming.Cases.Store;

namespace Streaming.Cases.Intake;

/// <summary>The room of market days, as the database and this batch have used it.</summary>
internal sealed class DayRooms(CaseTables tables, CasePolicy policy)
{
    private readonly Dictionary<DateOnly, (double Threshold, int Used)> days = [];

    public DayRoom Of(DateOnly day) => new(days[day].Threshold, policy.DailyCapacity - days[day].Used);

    /// <summary>One was opened.</summary>
    public void Use(DateOnly day) => days[day] = (days[day].Threshold, days[day].Used + 1);

    /// <summary>Reads what is known of these days. The threshold of a day is set when its first candidate comes, and then stays.</summary>
    public async Task LoadAsync(NpgsqlConnection connection, IEnumerable<DateOnly> asked, CancellationToken cancellation)
    {
        foreach (var day in asked)
        {
            var used = await connection
                .ReadAsync(
                    $"select count(*) from {tables.Alerts} where is_ranked and day = $1 and is_opened and not is_held_out",
                    row => row.GetInt64(0),
                    cancellation,
                    day
                )
                .ConfigureAwait(false);
            days[day] = (await ThresholdAsync(connection, day, cancellation).ConfigureAwait(false), (int)used[0]);
        }
    }

    private async Task<double> ThresholdAsync(NpgsqlConnection connection, DateOnly day, CancellationToken cancellation)
    {
        var set = await connection
            .ReadAsync(
                $"select threshold from {tables.Thresholds} where day = $1 and policy = $2",
                row => row.GetDouble(0),
                cancellation,
                day,
                policy.Version
            )
            .ConfigureAwait(false);
        if (set.Count > 0)
            return set[0];
        var first = await connection
            .ReadAsync(
                $"select min(day) from {tables.Alerts} where is_ranked and day < $1",
                row => row.IsDBNull(0) ? day : row.GetFieldValue<DateOnly>(0),
                cancellation,
                day
            )
            .ConfigureAwait(false);
        var knownDays = day.DayNumber - first[0].DayNumber;
        var threshold = DayRoom.Taken(policy.DailyCapacity, knownDays) is { } taken
            ? await RankOfAsync(connection, day, taken, cancellation).ConfigureAwait(false)
            : 0;
        await connection
            .ExecuteAsync(
                $"insert into {tables.Thresholds} (day, policy, threshold, known_days) values ($1, $2, $3, $4)",
                cancellation,
                day,
                policy.Version,
                threshold,
                knownDays
            )
            .ConfigureAwait(false);
        return threshold;
    }

    private async Task<double> RankOfAsync(NpgsqlConnection connection, DateOnly day, long taken, CancellationToken cancellation)
    {
        if (taken == 0)
            return double.MaxValue; // a team without room for any
        var rank = await connection
            .ReadAsync(
                $"select priority from {tables.Alerts} where is_ranked and day >= $1 and day < $2 order by priority desc "
                    + "offset $3 limit 1",
                row => row.GetDouble(0),
                cancellation,
                day.AddDays(-DayRoom.LookBackDays),
                day,
                taken - 1
            )
            .ConfigureAwait(false);
        return rank.Count > 0 ? rank[0] : 0;
    }
}
