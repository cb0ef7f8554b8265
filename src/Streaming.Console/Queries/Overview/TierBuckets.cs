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
    private const string Sum = """
        select date_bin($3, hour, timestamp '2001-01-01') as bucket, sum(green)::bigint, sum(yellow)::bigint, sum(red)::bigint, sum(answered)::bigint
        from console.tier_hours where hour >= $1 and hour < $2 group by bucket order by bucket
        """;

    /// <summary>All buckets of the span, empty ones included.</summary>
    public static async Task<IReadOnlyList<TierBucket>> ReadAsync(
        NpgsqlConnection connection,
        DateTime from,
        DateTime to,
        TimeSpan length,
        CancellationToken cancellation
    )
    {
        var found = (
            await connection.QueryAsync(
                Sum,
                row => new TierBucket(row.GetDateTime(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4)),
                cancellation,
                from,
                to,
                length
            )
        ).ToDictionary(bucket => bucket.From);
        var buckets = new List<TierBucket>();
        for (var at = Start(from, length); at < to; at += length)
            buckets.Add(found.TryGetValue(at, out var bucket) ? bucket : new TierBucket(at, 0, 0, 0, 0));
        return buckets;
    }

    public static async Task<TierBucket> TotalAsync(
        NpgsqlConnection connection,
        DateTime from,
        DateTime to,
        CancellationToken cancellation
    ) =>
        (
            await connection.QueryAsync(
                "select coalesce(sum(green), 0)::bigint, coalesce(sum(yellow), 0)::bigint, coalesce(sum(red), 0)::bigint, coalesce(sum(answered), 0)::bigint from console.tier_hours where hour >= $1 and hour < $2",
                row => new TierBucket(from, row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3)),
                cancellation,
                from,
                to
            )
        ).Single();

    private static DateTime Start(DateTime time, TimeSpan length)
    {
        var origin = new DateTime(2001, 1, 1);
        var whole = (long)Math.Floor((time - origin) / length);
        return origin + whole * length;
    }
}
