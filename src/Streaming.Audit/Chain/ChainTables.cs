using Npgsql;
using Weasel.Postgresql;
using Weasel.Postgresql.Tables;

namespace Streaming.Audit.Chain;

/// <summary>
/// Where the hash chain is kept: a link for every event, in the order in which they were committed, and the head that the next one is
/// chained to. The head is one
/// row, and changing it is what makes processes append one after the other.
/// </summary>
internal sealed class ChainTables(string schemaName)
{
    private const string LinksName = "event_chain";
    private const string HeadName = "event_chain_head";

    /// <summary>Bytes of a hash.</summary>
    public const int HashBytes = 32;

    public string Schema { get; } = $"\"{schemaName}\""; // quoted: the schema may be called like a keyword

    public string Links => $"{Schema}.{LinksName}";

    public string Head => $"{Schema}.{HeadName}";

    public string Events => $"{Schema}.mt_events";

    /// <summary>
    /// Chains one event: content hash, sequence, stream, version, content hash again. Waits for whoever appends at the moment and then goes
    /// on from their
    /// link, and fails (position must not be null) when the head is gone: no event is ever recorded without its link.
    /// </summary>
    public string Append(string placeholder1, string placeholder2, string placeholder3, string placeholder4, string placeholder5) =>
        $"with head as (update {Head} set position = position + 1, hash = sha256(hash || {placeholder1}) where id = 1 returning "
        + $"position, hash) "
        + $"insert into {Links} (position, seq_id, stream, version, content, hash) "
        + $"select (select position from head), {placeholder2}, {placeholder3}, {placeholder4}, {placeholder5}, (select hash from head)";

    /// <summary>Whether an append failed because the chain has no head to append to.</summary>
    public static bool IsWithoutHead(Exception failure) =>
        DatabaseFailure.CauseOf(failure) is PostgresException { SqlState: PostgresErrorCodes.NotNullViolation, TableName: LinksName };

    public IEnumerable<Table> Definitions()
    {
        var links = new Table(new PostgresqlObjectName(schemaName, LinksName, SchemaUtils.IdentifierUsage.General));
        links.AddColumn<long>("position").AsPrimaryKey();
        links.AddColumn<long>("seq_id").NotNull();
        links.AddColumn<string>("stream").NotNull();
        links.AddColumn<long>("version").NotNull();
        links.AddColumn("content", "bytea").NotNull();
        links.AddColumn("hash", "bytea").NotNull();
        var unique = new IndexDefinition("event_chain_seq_id") { Columns = ["seq_id"], IsUnique = true };
        links.Indexes.Add(unique);

        var head = new Table(new PostgresqlObjectName(schemaName, HeadName, SchemaUtils.IdentifierUsage.General));
        head.AddColumn<int>("id").AsPrimaryKey();
        head.AddColumn("store", "uuid").NotNull();
        head.AddColumn<long>("position").NotNull();
        head.AddColumn("hash", "bytea").NotNull();
        return [links, head];
    }

    /// <summary>
    /// Makes the head of a store in which nothing was ever recorded: its hash is that of the store's name, which is drawn here. Where there
    /// are links or events, a head that is
    /// missing stays missing: only <see cref="ChainAdoption"/>, which a person asks for, begins a chain over events that are there.
    /// </summary>
    public Task BeginAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken cancellation) =>
        InsertHeadAsync(
            connection,
            transaction,
            $"where not exists (select from {Links}) and not exists (select from {Events})",
            cancellation
        );

    /// <summary>Throws links and head away and makes a head with a new name.</summary>
    public async Task BeginAnewAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken cancellation)
    {
        var command = new NpgsqlCommand($"delete from {Links}; delete from {Head}", connection, transaction) { CommandTimeout = 0 };
        await using (command.ConfigureAwait(false))
            await command.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
        await InsertHeadAsync(connection, transaction, "", cancellation).ConfigureAwait(false);
    }

    private async Task InsertHeadAsync(
        NpgsqlConnection connection,
        NpgsqlTransaction transaction,
        string condition,
        CancellationToken cancellation
    )
    {
        var command = new NpgsqlCommand(
            $"with drawn as materialized (select gen_random_uuid() as store {condition}) insert into {Head} (id, store, position, hash) "
                + "select 1, store, 0, sha256(convert_to(store::text, 'UTF8')) from drawn on conflict (id) do nothing",
            connection,
            transaction
        );
        await using (command.ConfigureAwait(false))
            await command.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
    }
}
