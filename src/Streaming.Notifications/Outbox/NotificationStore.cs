using System.Text.Json;
using Marten;
using Npgsql;
using NpgsqlTypes;
using Streaming.Cases.Store;
using Streaming.Notifications.Messages;
using Streaming.Notifications.Rules;

namespace Streaming.Notifications.Outbox;

/// <summary>
/// Rules and messages in PostgreSQL. The tables are the case store's, which makes them: open that one with <see cref="Extend"/>. Safe to
/// use from any thread.
/// </summary>
public sealed class NotificationStore : IAsyncDisposable
{
    internal static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    private const string Columns =
        "id, rule_id, rule_name, recipient, message, created_at, due_at, state, tries, tried_at, answer, trace_parent";

    /// <summary>Of a span: collectors cut longer lists.</summary>
    private const int MostLinks = 128;

    private static readonly TimeSpan RulesRemembered = TimeSpan.FromSeconds(5);

    private readonly NpgsqlDataSource source;
    private readonly OutboxTables tables;
    private readonly TimeProvider clock;
    private (IReadOnlyList<NotificationRule> Rules, long ReadAt) remembered = ([], 0);

    private NotificationStore(NpgsqlDataSource source, OutboxTables tables, TimeProvider clock) =>
        (this.source, this.tables, this.clock) = (source, tables, clock);

    internal OutboxTables Tables => tables;

    /// <param name="connectionString">Of the case store's database.</param>
    /// <param name="clock">Of due times.</param>
    /// <param name="schemaName">Of the case store.</param>
    public static NotificationStore Open(string connectionString, TimeProvider clock, string schemaName = CaseStore.DefaultSchema) =>
        new(NpgsqlDataSource.Create(connectionString), new OutboxTables(schemaName), clock);

    /// <summary>For the case store's <c>extend</c>: its events then write their messages in the same transaction.</summary>
    public void Extend(StoreOptions options)
    {
        options.Projections.Add(new OutboxProjection(this), JasperFx.Events.Projections.ProjectionLifecycle.Inline);
        options.Storage.ExtendedSchemaObjects.AddRange(tables.Definitions());
    }

    /// <summary>Every rule, by name.</summary>
    public async Task<IReadOnlyList<NotificationRule>> RulesAsync(CancellationToken cancellation = default)
    {
        var command = source.CreateCommand($"select data::text from {tables.Rules} order by data->>'name', id");
        await using (command.ConfigureAwait(false))
            return await ReadAsync(command, row => RuleOf(row.GetString(0)), cancellation).ConfigureAwait(false);
    }

    /// <summary>The same, as they were at most five seconds ago: for each batch of events.</summary>
    internal async Task<IReadOnlyList<NotificationRule>> RecentRulesAsync(CancellationToken cancellation)
    {
        var (rules, readAt) = remembered;
        if (readAt != 0 && clock.GetElapsedTime(readAt) < RulesRemembered)
            return rules;
        rules = await RulesAsync(cancellation).ConfigureAwait(false);
        remembered = (rules, clock.GetTimestamp());
        return rules;
    }

    /// <summary>Keeps the rule, new or instead of the one with its id.</summary>
    /// <exception cref="RuleRefusedException">It cannot be kept.</exception>
    public async Task SaveAsync(NotificationRule rule, CancellationToken cancellation = default)
    {
        RuleCheck.Require(rule);
        await ExecuteAsync(
                $"insert into {tables.Rules} (id, data) values ($1, $2) on conflict (id) do update set data = excluded.data",
                cancellation,
                rule.Id,
                Typed(JsonSerializer.Serialize(rule, Json))
            )
            .ConfigureAwait(false);
        remembered = ([], 0);
    }

    /// <summary>What was made by the rule is sent all the same.</summary>
    public async Task RemoveAsync(string id, CancellationToken cancellation = default)
    {
        await ExecuteAsync($"delete from {tables.Rules} where id = $1", cancellation, id).ConfigureAwait(false);
        remembered = ([], 0);
    }

    /// <summary>Puts messages into the outbox; one that is there stays as it is.</summary>
    /// <returns>How many were new.</returns>
    public Task<int> AddAsync(IReadOnlyList<OutboxMessage> messages, CancellationToken cancellation = default) =>
        ExecuteAsync(Insert, cancellation, Typed(ToJson(messages)));

    /// <summary>The newest messages.</summary>
    /// <param name="state">Only of this state; null for all.</param>
    public async Task<IReadOnlyList<OutboxMessage>> ListAsync(MessageState? state, int size, CancellationToken cancellation = default)
    {
        var command = source.CreateCommand(
            $"select {Columns} from {tables.Outbox} where ($1 is null or state = $1) order by created_at desc, id limit $2"
        );
        await using (command.ConfigureAwait(false))
        {
            command.Parameters.Add(
                new NpgsqlParameter { Value = (object?)state?.ToString() ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text }
            );
            command.Parameters.Add(new NpgsqlParameter { Value = size });
            return await ReadAsync(command, Message, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Messages by state, and when the oldest that waits was due.</summary>
    public async Task<(IReadOnlyDictionary<MessageState, long> Counts, DateTimeOffset? OldestDue)> CountAsync(
        CancellationToken cancellation = default
    )
    {
        var command = source.CreateCommand(
            $"select state, count(*), min(due_at) filter (where state in ('Waiting', 'Queued')) from {tables.Outbox} group by state"
        );
        await using (command.ConfigureAwait(false))
        {
            var rows = await ReadAsync(
                    command,
                    row => (State: Enum.Parse<MessageState>(row.GetString(0)), Count: row.GetInt64(1), Due: TimeOrNull(row, 2)),
                    cancellation
                )
                .ConfigureAwait(false);
            return (rows.ToDictionary(row => row.State, row => row.Count), rows.Min(row => row.Due));
        }
    }

    /// <summary>Sends again what was given up.</summary>
    /// <param name="id">Null for all of it.</param>
    /// <returns>How many.</returns>
    public Task<int> ReplayAsync(string? id, CancellationToken cancellation = default) =>
        ExecuteAsync(
            $"update {tables.Outbox} set state = 'Waiting', due_at = $1, created_at = $1, tries = 0 "
                + "where state = 'GivenUp' and ($2::text is null or id = $2)",
            cancellation,
            clock.GetUtcNow().UtcDateTime,
            new NpgsqlParameter { Value = (object?)id ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text }
        );

    public ValueTask DisposeAsync() => source.DisposeAsync();

    /// <summary>Takes messages that are due for delivery: each is given to one caller.</summary>
    internal async Task<IReadOnlyList<OutboxMessage>> TakeDueAsync(int most, CancellationToken cancellation)
    {
        var command = source.CreateCommand(
            $"""
            update {tables.Outbox} set state = 'Queued', tried_at = $1 where id in (
              select id from {tables.Outbox} where state = 'Waiting' and due_at <= $1 order by due_at limit $2 for update skip locked)
            returning {Columns}
            """
        );
        await using (command.ConfigureAwait(false))
        {
            command.Parameters.Add(new NpgsqlParameter { Value = clock.GetUtcNow().UtcDateTime });
            command.Parameters.Add(new NpgsqlParameter { Value = most });
            return await ReadAsync(command, Message, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Gives back what a job has had for longer: its process was killed, and whether the other side has it nobody knows.</summary>
    internal Task<int> ReleaseAsync(TimeSpan longerThan, CancellationToken cancellation) =>
        ExecuteAsync(
            $"update {tables.Outbox} set state = 'Waiting' where state = 'Queued' and tried_at < $1",
            cancellation,
            (clock.GetUtcNow() - longerThan).UtcDateTime
        );

    /// <summary>A message, while a job may send it.</summary>
    internal async Task<OutboxMessage?> FindQueuedAsync(string id, CancellationToken cancellation)
    {
        var command = source.CreateCommand($"select {Columns} from {tables.Outbox} where id = $1 and state = 'Queued'");
        await using (command.ConfigureAwait(false))
        {
            command.Parameters.Add(new NpgsqlParameter { Value = id });
            return (await ReadAsync(command, Message, cancellation).ConfigureAwait(false)).SingleOrDefault();
        }
    }

    /// <summary>Traces of the messages that became one.</summary>
    /// <param name="id">Of that one.</param>
    internal async Task<IReadOnlyList<string>> FoldedTracesAsync(string id, CancellationToken cancellation)
    {
        var command = source.CreateCommand(
            $"select distinct trace_parent from {tables.Outbox} where folded_into = $1 and trace_parent is not null limit {MostLinks}"
        );
        await using (command.ConfigureAwait(false))
        {
            command.Parameters.Add(new NpgsqlParameter { Value = id });
            return await ReadAsync(command, row => row.GetString(0), cancellation).ConfigureAwait(false);
        }
    }

    internal Task<int> EndTryAsync(string id, MessageState state, DateTimeOffset dueAt, string answer, CancellationToken cancellation) =>
        ExecuteAsync(
            $"update {tables.Outbox} set state = $2, due_at = $3, answer = $4, tries = tries + 1, tried_at = $5 where id = $1",
            cancellation,
            id,
            state.ToString(),
            dueAt.UtcDateTime,
            answer,
            clock.GetUtcNow().UtcDateTime
        );

    /// <summary>Messages that are taken wait until then.</summary>
    internal Task<int> HoldAsync(string[] ids, DateTimeOffset until, CancellationToken cancellation) =>
        ExecuteAsync(
            $"update {tables.Outbox} set state = 'Waiting', due_at = $2 where id = any($1) and state = 'Queued'",
            cancellation,
            ids,
            until.UtcDateTime
        );

    /// <summary>Makes one message of several, in one transaction.</summary>
    internal async Task FoldAsync(OutboxMessage digest, IReadOnlyList<string> parts, CancellationToken cancellation)
    {
        var command = source.CreateCommand(
            $"""
            with folded as (
              update {tables.Outbox} set state = 'Folded', folded_into = $3 where id = any($2) and state = 'Queued' returning id)
            {Insert}
            """
        );
        await using (command.ConfigureAwait(false))
        {
            command.Parameters.Add(Typed(ToJson([digest])));
            command.Parameters.Add(new NpgsqlParameter { Value = parts.ToArray() });
            command.Parameters.Add(new NpgsqlParameter { Value = digest.Id });
            await command.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Messages of a rule to a recipient that were delivered since then.</summary>
    internal async Task<long> DeliveredSinceAsync(MessageRoute route, DateTimeOffset since, CancellationToken cancellation)
    {
        var command = source.CreateCommand(
            $"select count(*) from {tables.Outbox} where rule_id = $1 and recipient = $2 and state = 'Delivered' and tried_at > $3"
        );
        await using (command.ConfigureAwait(false))
        {
            command.Parameters.Add(new NpgsqlParameter { Value = route.RuleId });
            command.Parameters.Add(Typed(JsonSerializer.Serialize(route.Recipient, Json)));
            command.Parameters.Add(new NpgsqlParameter { Value = since.UtcDateTime });
            return (long)(await command.ExecuteScalarAsync(cancellation).ConfigureAwait(false))!;
        }
    }

    /// <summary>Inserts a JSON array of messages, its first parameter.</summary>
    internal string Insert =>
        $"""
            insert into {tables.Outbox} (id, rule_id, rule_name, recipient, message, created_at, due_at, state, tries, answer,
              trace_parent)
            select id, rule_id, rule_name, recipient, message, created_at, due_at, 'Waiting', 0, '', trace_parent
            from jsonb_to_recordset($1) as m(id text, rule_id text, rule_name text, recipient jsonb, message jsonb,
              created_at timestamptz, due_at timestamptz, trace_parent text)
            on conflict (id) do nothing
            """;

    internal static string ToJson(IReadOnlyList<OutboxMessage> messages) =>
        JsonSerializer.Serialize(
            messages.Select(one => new
            {
                one.Id,
                one.Route.RuleId,
                one.Route.RuleName,
                one.Route.Recipient,
                one.Message,
                one.Times.CreatedAt,
                one.Times.DueAt,
                one.TraceParent,
            }),
            Json
        );

    private static NotificationRule RuleOf(string data) =>
        JsonSerializer.Deserialize<NotificationRule>(data, Json) ?? throw new InvalidOperationException("a row of rules holds no rule");

    private static OutboxMessage Message(NpgsqlDataReader row) =>
        new(
            row.GetString(0),
            new MessageRoute(row.GetString(1), row.GetString(2), JsonSerializer.Deserialize<Recipient>(row.GetString(3), Json)!),
            JsonSerializer.Deserialize<NotificationMessage>(row.GetString(4), Json)!,
            new MessageTimes(new DateTimeOffset(row.GetDateTime(5)), new DateTimeOffset(row.GetDateTime(6)), TimeOrNull(row, 9)),
            Enum.Parse<MessageState>(row.GetString(7)),
            row.GetInt32(8)
        )
        {
            Answer = row.GetString(10),
            TraceParent = row.IsDBNull(11) ? null : row.GetString(11),
        };

    private static DateTimeOffset? TimeOrNull(NpgsqlDataReader row, int column) =>
        row.IsDBNull(column) ? null : new DateTimeOffset(row.GetDateTime(column));

    private static NpgsqlParameter Typed(string json) => new() { Value = json, NpgsqlDbType = NpgsqlDbType.Jsonb };

    private static async Task<List<T>> ReadAsync<T>(NpgsqlCommand command, Func<NpgsqlDataReader, T> read, CancellationToken cancellation)
    {
        var reader = await command.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            var rows = new List<T>();
            while (await reader.ReadAsync(cancellation).ConfigureAwait(false))
                rows.Add(read(reader));
            return rows;
        }
    }

    private async Task<int> ExecuteAsync(string sql, CancellationToken cancellation, params object[] values)
    {
        var command = source.CreateCommand(sql);
        await using (command.ConfigureAwait(false))
        {
            foreach (var value in values)
                command.Parameters.Add(value as NpgsqlParameter ?? new NpgsqlParameter { Value = value });
            return await command.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
        }
    }
}
