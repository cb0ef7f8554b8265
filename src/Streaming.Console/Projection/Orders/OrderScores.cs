using Npgsql;
using Streaming.Console.Storage;
using Streaming.Contracts.Events;

namespace Streaming.Console.Projection.Orders;

/// <summary>Where each score stands in its topic, so that the page of an order finds it without reading the topic.</summary>
internal sealed class OrderScores : IReadModel
{
    private const string Insert = """
        insert into console.order_scores (order_id, partition, record_offset, hour)
        select * from unnest($1::text[], $2::int[], $3::bigint[], $4::timestamp[])
        on conflict do nothing
        """;

    public IReadOnlyList<string> Tables => ["console.order_scores"];

    public async Task ApplyAsync(NpgsqlConnection connection, IReadOnlyList<ProjectedRecord> records, CancellationToken cancellation)
    {
        var scores = records.Where(record => record.Fact is SatisfactionScored).ToList();
        if (scores.Count == 0)
            return;
        await connection.ExecuteAsync(
            Insert,
            cancellation,
            scores.ConvertAll(record => ((SatisfactionScored)record.Fact).OrderId),
            scores.ConvertAll(record => record.Partition),
            scores.ConvertAll(record => record.Offset),
            scores.ConvertAll(record => StreamTime.HourOf(((SatisfactionScored)record.Fact).RecordedAt))
        );
    }
}
