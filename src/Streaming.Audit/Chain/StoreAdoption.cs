using System.Globalization;
using Marten;
using Marten.Services;
using Npgsql;
using Streaming.Audit.Acts;
using Streaming.Audit.Trail;
using Streaming.Contracts.Events;

namespace Streaming.Audit.Chain;

/// <summary>There is nothing to adopt, or a chain does not hold and nobody said that it is to be adopted all the same. Nothing was
/// changed.</summary>
public sealed class AdoptionRefusedException(string message) : Exception(message);

/// <summary>Carries an adoption out: the chain, the trail and the event that says so, all in one transaction.</summary>
internal sealed class StoreAdoption(NpgsqlDataSource database, DocumentStore events, ChainTables tables)
{
    private const string Foreign = "foreign_anchors";
    private const string Missing = "chain_missing";
    private const int ToldFindings = 3;

    /// <param name="verdict">What a check says of the store.</param>
    /// <inheritdoc cref="AuditChain.AdoptAsync"/>
    public async Task<StoreAdopted> AdoptAsync(
        ChainReport verdict,
        IReadOnlyList<AuditAnchored> anchors,
        string by,
        string why,
        bool evenIfBroken,
        CancellationToken cancellation
    )
    {
        List<ChainFinding> broken =
        [
            .. verdict.Findings.Where(finding => finding.Kind is not (Foreign or Missing or ReadModels.ReadModelCheck.Kind)),
        ];
        var isMissing = verdict.Findings.Any(finding => finding.Kind == Missing);
        if (!isMissing && broken.Count == 0 && verdict.Findings.All(finding => finding.Kind != Foreign))
            throw new AdoptionRefusedException(
                "there is nothing to adopt: the chain holds, and the topic has no anchors of other stores but those that were adopted "
                    + "before"
            );
        if (!isMissing && broken.Count > 0 && !evenIfBroken)
            throw new AdoptionRefusedException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"the chain does not hold ({Told(broken)}). To adopt it hides for good which events were changed: keep an export "
                        + $"and a backup first, then add --even-if-broken"
                )
            );

        var connection = await database.OpenConnectionAsync(cancellation).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            var transaction = await connection.BeginTransactionAsync(cancellation).ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                var begunAnew = isMissing || broken.Count > 0;
                var chained = begunAnew
                    ? await ChainAdoption.ChainAsync(connection, transaction, database, tables, cancellation).ConfigureAwait(false)
                    : 0;
                var store = await StoreAsync(connection, transaction, cancellation).ConfigureAwait(false);
                var adopted = new StoreAdopted(
                    store,
                    Others(anchors, store),
                    chained,
                    isMissing ? Told(verdict.Findings) : Told(broken),
                    by,
                    why
                );
                var session = events.LightweightSession(SessionOptions.ForTransaction(transaction));
                await using (session.ConfigureAwait(false))
                {
                    if (begunAnew)
                        await TrailAdoption.AdoptAsync(session, cancellation).ConfigureAwait(false);
                    session.LastModifiedBy = by;
                    session.Events.Append(ActLog.StoreStream, adopted);
                    await session.RecordAsync(cancellation).ConfigureAwait(false);
                }

                await transaction.CommitAsync(cancellation).ConfigureAwait(false);
                return adopted;
            }
        }
    }

    private static List<AdoptedStore> Others(IEnumerable<AuditAnchored> anchors, string store) =>
        [
            .. anchors
                .Where(anchor => anchor.Store != store)
                .GroupBy(anchor => anchor.Store)
                .Select(of => of.MaxBy(anchor => anchor.Position)!)
                .OrderBy(anchor => anchor.Store, StringComparer.Ordinal)
                .Select(anchor => new AdoptedStore(anchor.Store, anchor.Position, anchor.Hash)),
        ];

    private static string Told(IReadOnlyList<ChainFinding> findings) =>
        findings.Count == 0
            ? ""
            : string.Join("; ", findings.Take(ToldFindings).Select(finding => finding.What))
                + (
                    findings.Count > ToldFindings
                        ? string.Create(CultureInfo.InvariantCulture, $"; and {findings.Count - ToldFindings} more")
                        : ""
                );

    private async Task<string> StoreAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken cancellation)
    {
        var command = new NpgsqlCommand($"select store from {tables.Head} where id = 1", connection, transaction);
        await using (command.ConfigureAwait(false))
            return ((Guid)(await command.ExecuteScalarAsync(cancellation).ConfigureAwait(false))!).ToString();
    }
}
