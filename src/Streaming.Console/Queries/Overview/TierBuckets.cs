using Npgsql;
using Streaming.Console.Storage;

namespace Streaming.Console.Queries.Overview;

/// <summary>Orders by tier in a span of stream time.</summary>
public sealed record TierBucket(DateTime From, long Green, long Yellow, long Red, long Answered)
{
    public long Orders => Green + Yellow + Red;
}

internal static class TierBuckets
{
    private const string Sums = """
        select date_bin($3, hour, timestamp '2001-01-01') as bucket,
               sum(green)::bigint, sum(yellow)::bigint, sum(red)::bigint, sum(answered)::bigint
        from console.tier_hours where hour >= $1 and hour < $2 group by bucket order by bucket
        """;

    private const string Totals = """
        select sum(green)::bigint, sum(yellow)::bigint, sum(red)::bigint, sum(answered)::bigint
        from console.tier_hours where hour >= $1 and hour < $2 having count(*) > 0
        """;

    private static readonly DateTime Origin = new(2001, 1, 1);

    /// <param name="latest">Stream time; the hour under way belongs to the period.</param>
    public static async Task<TierCountsView> ReadAsync(
        NpgsqlConnection connection,
        DateTime latest,
        Period period,
        CancellationToken cancellation
    )
    {
        var to = latest.Date.AddHours(latest.Hour + 1);
        var from = to.AddDays(-period.Days);
        var before = from.AddDays(-period.Days);
        var buckets = await BucketsAsync(connection, from, to, period.Bucket, cancellation);
        var earlier = await connection.QueryAsync(Totals, row => Read(row, 0, before), cancellation, before, from);
        var band = await RedBand.ReadAsync(connection, latest, cancellation);
        return new TierCountsView(Sum(from, buckets), earlier.SingleOrDefault() ?? Empty(before), buckets, band);
    }

    /// <summary>All buckets of the span, empty ones included.</summary>
    private static async Task<IReadOnlyList<TierBucket>> BucketsAsync(
        NpgsqlConnection connection,
        DateTime from,
        DateTime to,
        TimeSpan length,
        CancellationToken cancellation
    )
    {
        var found = (
            await connection.QueryAsync(Sums, row => Read(row, 1, row.GetDateTime(0)), cancellation, from, to, length)
        ).ToDictionary(bucket => bucket.From);
        var buckets = new List<TierBucket>();
        for (var at = Start(from, length); at < to; at += length)
            buckets.Add(found.GetValueOrDefault(at) ?? Empty(at));
        return buckets;
    }

    private static TierBucket Read(NpgsqlDataReader row, int first, DateTime from) =>
        new(from, row.GetInt64(first), row.GetInt64(first + 1), row.GetInt64(first + 2), row.GetInt64(first + 3));

    private static TierBucket Sum(DateTime from, IReadOnlyList<TierBucket> buckets) =>
        new(
            from,
            buckets.Sum(bucket => bucket.Green),
            buckets.Sum(bucket => bucket.Yellow),
            buckets.Sum(bucket => bucket.Red),
            buckets.Sum(bucket => bucket.Answered)
        );

    private static TierBucket Empty(DateTime from) => new(from, 0, 0, 0, 0);

    private static DateTime Start(DateTime time, TimeSpan length)
    {
        var whole = (long)Math.Floor((time - Origin) / length);
        return Origin + whole * length;
    }
}
