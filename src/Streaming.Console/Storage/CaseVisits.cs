namespace Streaming.Console.Storage;

/// <summary>Somebody who looks at a case.</summary>
public sealed record CaseVisit(string Name, DateTimeOffset At);

/// <summary>Who looked last at which case: so that two people do not work on one without knowing. No lock. Safe to use from any
/// thread.</summary>
public sealed class CaseVisits(ConsoleDatabase database, TimeProvider clock)
{
    /// <summary>Whoever looked longer ago has gone on to something else.</summary>
    private static readonly TimeSpan Recent = TimeSpan.FromMinutes(5);

    /// <summary>Notes the visit.</summary>
    /// <returns>Somebody else who looked at it just before; null when nobody did.</returns>
    public async Task<CaseVisit?> VisitAsync(string orderId, string name, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        await using var connection = await database.ConnectAsync(cancellation);
        var others = await connection.QueryAsync(
            "select name, seen_at from console.case_visits where order_id = $1 and name <> $2 and seen_at > $3 "
                + "order by seen_at desc limit 1",
            row => new CaseVisit(row.GetString(0), new DateTimeOffset(row.GetDateTime(1))),
            cancellation,
            orderId,
            name,
            (now - Recent).UtcDateTime
        );
        await connection.ExecuteAsync(
            """
            with old as (delete from console.case_visits where seen_at < $4)
            insert into console.case_visits (order_id, name, seen_at) values ($1, $2, $3)
            on conflict (order_id, name) do update set seen_at = excluded.seen_at
            """,
            cancellation,
            orderId,
            name,
            now.UtcDateTime,
            (now - Recent).UtcDateTime
        );
        return others.SingleOrDefault();
    }
}
