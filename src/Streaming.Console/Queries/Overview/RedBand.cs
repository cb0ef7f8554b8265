using Npgsql;
using Streaming.Console.Storage;

namespace Streaming.Console.Queries.Overview;

/// <summary>Orders of seven days of stream time.</summary>
public sealed record RedWeek(long Red, long Orders)
{
    public double Share => Orders == 0 ? 0 : (double)Red / Orders;
}

/// <summary>How large the share of red orders is in ordinary weeks: the last seven days beside the weeks before them.</summary>
/// <param name="Now">The last seven days.</param>
/// <param name="Low">A tenth of the weeks before lie below.</param>
/// <param name="Middle">Half of them lie below.</param>
/// <param name="High">A tenth of them lie above.</param>
/// <param name="Weeks">So many weeks the band is of, 4 to 13.</param>
public sealed record RedBand(RedWeek Now, double Low, double Middle, double High, int Weeks)
{
    /// <summary>A share of fewer orders says little.</summary>
    public const int LeastOrders = 100;

    /// <summary>Fewer weeks make no band.</summary>
    public const int LeastWeeks = 4;

    private const int MostWeeks = 13;
    private const double Tail = 0.1;

    private const string Sums = """
        select floor(extract(epoch from $1::timestamp - hour - interval '1 hour') / 604800)::int as age, sum(red)::bigint,
               sum(green + yellow + red)::bigint
        from console.tier_hours where hour >= $2 and hour < $1::timestamp group by age
        """;

    public bool IsOrdinary => Now.Share >= Low && Now.Share <= High;

    /// <summary>Null where the last seven days, or too many of the weeks before, have too few orders.</summary>
    /// <param name="weeks">By their age in weeks; the last seven days are 0.</param>
    public static RedBand? Of(IReadOnlyDictionary<int, RedWeek> weeks)
    {
        if (weeks.GetValueOrDefault(0) is not { Orders: >= LeastOrders } now)
            return null;
        double[] shares =
        [
            .. weeks.Where(week => week.Key > 0 && week.Value.Orders >= LeastOrders).Select(week => week.Value.Share).Order(),
        ];
        return shares.Length < LeastWeeks
            ? null
            : new RedBand(now, Quantile(shares, Tail), Quantile(shares, 0.5), Quantile(shares, 1 - Tail), shares.Length);
    }

    /// <param name="latest">Stream time; the hour under way belongs to the last seven days.</param>
    internal static async Task<RedBand?> ReadAsync(NpgsqlConnection connection, DateTime latest, CancellationToken cancellation)
    {
        var to = latest.Date.AddHours(latest.Hour + 1);
        var weeks = await connection.QueryAsync(
            Sums,
            row => (Age: row.GetInt32(0), Week: new RedWeek(row.GetInt64(1), row.GetInt64(2))),
            cancellation,
            to,
            to.AddDays(-7 * (MostWeeks + 1))
        );
        return Of(weeks.ToDictionary(week => week.Age, week => week.Week));
    }

    /// <summary>Between the two values around it.</summary>
    private static double Quantile(double[] ordered, double share)
    {
        var at = share * (ordered.Length - 1);
        var below = (int)Math.Floor(at);
        return ordered[below] + (at - below) * (ordered[Math.Min(below + 1, ordered.Length - 1)] - ordered[below]);
    }
}
