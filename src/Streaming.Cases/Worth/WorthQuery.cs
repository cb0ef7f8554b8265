using Npgsql;
using Streaming.Cases.Domain;
using Streaming.Cases.Store;

namespace Streaming.Cases.Worth;

/// <summary>Counts what cases came to. Safe to use from any thread.</summary>
public sealed class WorthQuery(CaseStore store)
{
    /// <param name="since">Cases that were opened from then on.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="NpgsqlException">The database is at fault.</exception>
    public async Task<WorthFigures> ReadAsync(DateTimeOffset since, CancellationToken cancellation = default)
    {
        var connection = await store.ConnectAsync(cancellation).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            var rows = await connection
                .ReadAsync(Sql(store.Tables), Figures, cancellation, since, (int)CaseReviewed.SatisfiedFrom)
                .ConfigureAwait(false);
            return rows[0];
        }
    }

    private static string Sql(CaseTables tables) =>
        $"""
            with open as (
              select *, status = 'HeldOut' as aside, review_score < $2 as unhappy, extract(epoch from contacted_at - opened_at) as first
              from {tables.Cases} where opened_at >= $1 and not answered)
            select
              count(*) filter (where not aside),
              count(*) filter (where not aside and contacted_at is not null),
              count(*) filter (where not aside and reached_at is not null),
              count(*) filter (where not aside and unhappy), count(*) filter (where not aside and unhappy is not null),
              count(*) filter (where not aside and reached_at is not null and unhappy),
              count(*) filter (where not aside and reached_at is not null and unhappy is not null),
              count(*) filter (where not aside and contacted_at is null and unhappy),
              count(*) filter (where not aside and contacted_at is null and unhappy is not null),
              count(*) filter (where aside and unhappy), count(*) filter (where aside and unhappy is not null),
              percentile_cont(0.5) within group (order by first) filter (where first is not null),
              percentile_cont(0.9) within group (order by first) filter (where first is not null)
            from open
            """;

    private static WorthFigures Figures(NpgsqlDataReader row)
    {
        Proportion Of(int column) => new(row.GetInt64(column), row.GetInt64(column + 1));
        return new WorthFigures(
            row.GetInt64(0),
            row.GetInt64(1),
            row.GetInt64(2),
            new WorthReviews(Of(3), Of(5), Of(7), Of(9)),
            row.IsDBNull(11) ? null : new ContactTimes(TimeSpan.FromSeconds(row.GetDouble(11)), TimeSpan.FromSeconds(row.GetDouble(12)))
        );
    }
}
