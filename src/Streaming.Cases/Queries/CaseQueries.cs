using Npgsql;
using Streaming.Cases.Domain;
using Streaming.Cases.Store;

namespace Streaming.Cases.Queries;

/// <summary>What pages show of the cases. Safe to use from any thread.</summary>
/// <remarks>Every method throws <see cref="NpgsqlException"/> when the database is at fault.</remarks>
public sealed class CaseQueries
{
    private readonly CaseStore store;
    private readonly CaseSql sql;

    internal CaseQueries(CaseStore store) => (this.store, sql) = (store, new CaseSql(store.Tables));

    /// <summary>How many cases are in each queue.</summary>
    public async Task<CaseCounts> CountsAsync(string user, CancellationToken cancellation = default)
    {
        var connection = await store.ConnectAsync(cancellation).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            var command = new NpgsqlCommand(sql.Counts, connection);
            await using (command.ConfigureAwait(false))
            {
                command.Parameters.AddWithValue("now", store.Clock.GetUtcNow());
                command.Parameters.AddWithValue("user", user);
                var row = await command.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
                await using (row.ConfigureAwait(false))
                {
                    await row.ReadAsync(cancellation).ConfigureAwait(false);
                    var n = Enumerable.Range(0, row.FieldCount).Select(row.GetInt64).ToArray();
                    return new CaseCounts(n[0], n[1], n[2], n[3], n[4], n[5], n[6]);
                }
            }
        }
    }

    /// <summary>A part of a view: by priority, highest first; closed ones by the time of closing, latest first.</summary>
    /// <param name="filter">Which cases.</param>
    /// <param name="after">Where it begins; null at the top.</param>
    /// <param name="size">Most cases, 1 to 500.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<CasePage> PageAsync(CaseFilter filter, CasePlace? after, int size, CancellationToken cancellation = default)
    {
        size = Math.Clamp(size, 1, 500);
        var found = await ReadAsync(filter, after, size + 1, cancellation).ConfigureAwait(false);
        return found.Count > size ? new CasePage(found[..size], CaseSql.PlaceOf(filter.View, found[size - 1])) : new CasePage(found, null);
    }

    /// <summary>The case that a view shows behind this one; its first one where nothing is behind it. Null when the view holds no
    /// other.</summary>
    public async Task<AlertCase?> NextInViewAsync(CaseFilter filter, string orderId, CancellationToken cancellation = default)
    {
        if (await FindAsync(orderId, cancellation).ConfigureAwait(false) is { } from)
        {
            var behind = await ReadAsync(filter, CaseSql.PlaceOf(filter.View, from.Case), 1, cancellation).ConfigureAwait(false);
            if (behind.Count > 0)
                return behind[0];
        }

        var first = await ReadAsync(filter, null, 2, cancellation).ConfigureAwait(false);
        return first.FirstOrDefault(one => one.Id != orderId);
    }

    /// <summary>The case of an order with all that happened to it; null when there is none.</summary>
    public async Task<CaseHistory?> FindAsync(string orderId, CancellationToken cancellation = default)
    {
        var session = await store.SessionAsync(cancellation).ConfigureAwait(false);
        await using (session.ConfigureAwait(false))
        {
            var events = await session.Events.FetchStreamAsync(orderId, token: cancellation).ConfigureAwait(false);
            if (events.Count == 0)
                return null;
            var one = events.Aggregate((AlertCase?)null, (one, e) => one.Evolve(orderId, e.Data, e.Timestamp.ToUniversalTime()))!;
            return new CaseHistory(one, [.. events.Select(CaseEntry.Of)]);
        }
    }

    /// <summary>Cases and other alerts of a person, the latest 50 of each. Held out cases are left out.</summary>
    /// <param name="uniqueId">The same for all orders of one person.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<PersonHistory> OfCustomerAsync(string uniqueId, CancellationToken cancellation = default)
    {
        var connection = await store.ConnectAsync(cancellation).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            var cases = await connection
                .ReadAsync(sql.CasesOfPerson, row => CaseRow.CaseOf(row.GetString(0)), cancellation, uniqueId)
                .ConfigureAwait(false);
            var alerts = await connection.ReadAsync(sql.AlertsOfPerson, CaseSql.Alert, cancellation, uniqueId).ConfigureAwait(false);
            return new PersonHistory(cases, alerts);
        }
    }

    /// <summary>The review that counts for an order, whether the order has a case or not; null when none came, or its time to be kept is
    /// over.</summary>
    public async Task<OrderReview?> ReviewOfAsync(string orderId, CancellationToken cancellation = default)
    {
        var connection = await store.ConnectAsync(cancellation).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            var found = await connection.ReadAsync(sql.ReviewOfOrder, CaseSql.Review, cancellation, orderId).ConfigureAwait(false);
            return found.SingleOrDefault();
        }
    }

    private async Task<List<AlertCase>> ReadAsync(CaseFilter filter, CasePlace? after, int size, CancellationToken cancellation)
    {
        var connection = await store.ConnectAsync(cancellation).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            var command = sql.Page(connection, filter, after, size, store.Clock.GetUtcNow());
            await using (command.ConfigureAwait(false))
                return await command.ReadAllAsync(row => CaseRow.CaseOf(row.GetString(0)), cancellation).ConfigureAwait(false);
        }
    }
}
