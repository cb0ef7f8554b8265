using Npgsql;
using Streaming.Console.Storage;
using Streaming.Contracts.Events;

namespace Streaming.Console.Projection.Tiers;

/// <summary>
/// Orders per hour of stream time and tier, each order once: a later score of an order moves it. The same score again, as an at-least-once log may hold it, changes nothing.
/// </summary>
internal sealed class TierCounts : IReadModel
{
    private const string Write = """
        with input as (
            select distinct on (order_id) *
            from unnest($1::text[], $2::text[], $3::int[], $4::bigint[], $5::timestamp[], $6::smallint[], $7::boolean[], $8::double precision[])
                 with ordinality as i(order_id, event_id, version, decision_number, hour, tier, answered, probability, place)
            order by order_id, version desc, decision_number desc, place desc),
        before as (select o.* from console.orders o join input using (order_id)),
        kept as (
            insert into console.orders as o (order_id, event_id, version, decision_number, hour, tier, answered, probability)
            select order_id, event_id, version, decision_number, hour, tier, answered, probability from input
            on conflict (order_id) do update
            set event_id = excluded.event_id, version = excluded.version, decision_number = excluded.decision_number, hour = excluded.hour,
                tier = excluded.tier, answered = excluded.answered, probability = excluded.probability
            where excluded.event_id <> o.event_id and (excluded.version, excluded.decision_number) >= (o.version, o.decision_number)
            returning order_id, hour, tier, answered),
        change as (
            select hour, tier, answered, 1 as n from kept
            union all
            select before.hour, before.tier, before.answered, -1 from before join kept using (order_id))
        insert into console.tier_hours as t (hour, green, yellow, red, answered)
        select hour, coalesce(sum(n) filter (where tier = 0), 0), coalesce(sum(n) filter (where tier = 1), 0),
               coalesce(sum(n) filter (where tier = 2), 0), coalesce(sum(n) filter (where answered), 0)
        from change group by hour
        on conflict (hour) do update
        set green = t.green + excluded.green, yellow = t.yellow + excluded.yellow, red = t.red + excluded.red, answered = t.answered + excluded.answered
        """;

    private const string Tick = """
        insert into console.clock as c (stream_time, scored_at) values ($1, $2)
        on conflict (one) do update set stream_time = greatest(c.stream_time, excluded.stream_time), scored_at = greatest(c.scored_at, excluded.scored_at)
        """;

    public IReadOnlyList<string> Tables => ["console.orders", "console.tier_hours", "console.clock"];

    public async Task ApplyAsync(NpgsqlConnection connection, IReadOnlyList<ProjectedRecord> records, CancellationToken cancellation)
    {
        var scored = records.Select(record => record.Fact).OfType<SatisfactionScored>().ToList();
        if (scored.Count == 0) return;
        await connection.ExecuteAsync(
            Write,
            cancellation,
            scored.ConvertAll(s => s.OrderId),
            scored.ConvertAll(s => s.EventId),
            scored.ConvertAll(s => s.Version),
            scored.ConvertAll(s => s.DecisionNumber),
            scored.ConvertAll(s => HourOf(StreamTime.Of(s.RecordedAt))),
            scored.ConvertAll(s => TierCode.Of(s.Tier)),
            scored.ConvertAll(s => s.AnsweredBeforeDelivery),
            scored.ConvertAll(s => s.Probability));
        await connection.ExecuteAsync(Tick, cancellation, StreamTime.Of(scored.Max(s => s.RecordedAt)), scored.Max(s => s.ScoredAt));
    }

    private static DateTime HourOf(DateTime time) => new(time.Ticks - time.Ticks % TimeSpan.TicksPerHour);
}
