using Streaming.Console.Orders;
using Streaming.Console.Storage;
using Streaming.Models.Policy;

namespace Streaming.Console.Queries.Orders;

/// <summary>The score that counts for an order, as the read models know it.</summary>
/// <param name="Probability">That the customer is satisfied, 0 to 1.</param>
/// <param name="IsAnswered">A review was in before the delivery.</param>
/// <param name="Version">Of the order event that was scored.</param>
/// <param name="Places">Of every score of the order, in the order of the log; empty for scores from before places were kept.</param>
public sealed record OrderView(
    Tier Tier,
    double Probability,
    bool IsAnswered,
    int Version,
    long DecisionNumber,
    IReadOnlyList<ScorePlace> Places
);

/// <summary>Finds orders. Safe to use from any thread.</summary>
public sealed class OrderQuery(ConsoleDatabase database)
{
    /// <summary>An order is scored again when it is corrected or released; more scores than this nobody reads on a page.</summary>
    private const int MostScores = 20;

    /// <summary>Null when no score of the order is known.</summary>
    /// <exception cref="Npgsql.NpgsqlException">The database does not answer.</exception>
    public async Task<OrderView?> FindAsync(string orderId, CancellationToken cancellation)
    {
        await using var connection = await database.ConnectAsync(cancellation);
        var places = await connection.QueryAsync(
            $"""
            select partition, record_offset from console.order_scores where order_id = $1
            order by partition desc, record_offset desc limit {MostScores}
            """,
            row => new ScorePlace(row.GetInt32(0), row.GetInt64(1)),
            cancellation,
            orderId
        );
        places.Reverse();
        return (
            await connection.QueryAsync(
                "select tier, probability, answered, version, decision_number from console.orders where order_id = $1",
                row => new OrderView((Tier)row.GetInt16(0), row.GetDouble(1), row.GetBoolean(2), row.GetInt32(3), row.GetInt64(4), places),
                cancellation,
                orderId
            )
        ).SingleOrDefault();
    }
}
