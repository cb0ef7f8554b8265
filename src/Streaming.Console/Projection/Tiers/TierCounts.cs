using Npgsql;
using Streaming.Console.Storage;
using Streaming.Contracts.Events;

namespace Streaming.Console.Projection.Tiers;

/// <summary>
/// Orders per hour of stream time and tier, each order once: a later score of an order moves it. The same score again, as an at-least-once
/// log may hold it, changes nothing.
/// </summary>
internal sealed class TierCounts : IReadModel
{
    private const string Write = """
        with input as (
            select distinct on (order_id) *
            from unnest($1::text[], $2::text[], $3::int[], $4::bigint[], $5::timestamp[], $6::smallint[], $7::boolean[],
              $8::double precision[])
                 with ordinality as i(order_id, event_id, version, decision_number, hour, tier, answered, probability, place)
            order by order_id, version desc, decision_number desc, place desc),
        before as (select o.* from console.orders o join input using (order_id)),
        kept as (
            insert into console.orders as o (order_id, event_id, version, decision_number, hour, tier, answered, probability)
            select order_id, event_id, version, decision_number, hour, tier, answered, probability from input
            on conflict (order_id) do update
            set event_id = excluded.event_id, version = excluded.version, decision_number = excluded.decision_number,
              hour = excluded.hour,
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
        set green = t.green + excluded.green, yellow = t.yellow + excluded.yellow, red = t.red + excluded.red,
          answered = t.answered + excluded.answered
        """;

    /// <summary>
    /// The clock goes with the orders, not with the latest of them: from the hour that the hundredth latest has (of few orders the middle
    /// one) on, as far as hours with orders follow each
    /// other within 31 days. Counted anew each time, so that an order of a distant future neither moves it nor stays in it. Two hundred
    /// hours hold a hundred orders.
    /// </summary>
    private const string Tick = """
        with latest as (
            select hour, green + yellow + red as orders from console.tier_hours where green + yellow + red > 0
              order by hour desc limit 200),
        counted as (select hour, sum(orders) over (order by hour desc) as later, sum(orders) over () as total from latest),
        middle as (select max(hour) as hour from counted where later >= least(100, ceil(total / 2.0))),
        steps as (select hour, hour - lag(hour, 1, hour) over (order by hour) as gap from counted
          where hour >= (select hour from middle)),
        now as (select max(hour) as hour from steps
          where hour < coalesce((select min(hour) from steps where gap > interval '31 days'), 'infinity')),
        times as (
            select now.hour, greatest(now.hour, max(t.said)) as stream_time from now left join unnest($1::timestamp[]) as t(said)
              on t.said < now.hour + interval '1 hour' group by now.hour)
        insert into console.clock as c (stream_time, scored_at) select stream_time, $2 from times where stream_time is not null
        on conflict (one) do update
        set stream_time = case when c.stream_time < (select hour from now) + interval '1 hour'
          then greatest(c.stream_time, excluded.stream_time) else excluded.stream_time end,
            scored_at = greatest(c.scored_at, excluded.scored_at)
        """;

    public IReadOnlyList<string> Tables => ["console.orders", "console.tier_hours", "console.clock"];

    public async Task ApplyAsync(NpgsqlConnection connection, IReadOnlyList<ProjectedRecord> records, CancellationToken cancellation)
    {
        var scored = records.Select(record => record.Fact).OfType<SatisfactionScored>().ToList();
        if (scored.Count == 0)
            return;
        await connection.ExecuteAsync(
            Write,
            cancellation,
            scored.ConvertAll(s => s.OrderId),
            scored.ConvertAll(s => s.EventId),
            scored.ConvertAll(s => s.Version),
            scored.ConvertAll(s => s.DecisionNumber),
            scored.ConvertAll(s => StreamTime.HourOf(s.RecordedAt)),
            scored.ConvertAll(s => TierCode.Of(s.Tier)),
            scored.ConvertAll(s => s.AnsweredBeforeDelivery),
            scored.ConvertAll(s => s.Probability)
        );
        await connection.ExecuteAsync(Tick, cancellation, scored.ConvertAll(s => StreamTime.Of(s.RecordedAt)), scored.Max(s => s.ScoredAt));
    }
}
