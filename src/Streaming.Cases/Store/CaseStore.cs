using System.Text.RegularExpressions;
using JasperFx;
using JasperFx.Events;
using JasperFx.Events.Projections;
using Marten;
using Marten.Events;
using Npgsql;
using Streaming.Audit;
using Streaming.Cases.Domain;
using Streaming.Cases.Queries;
using Streaming.Cases.Work;
using Weasel.Core;

namespace Streaming.Cases.Store;

/// <summary>
/// The cases: one stream of events per order, in one schema of a PostgreSQL database, and the rows that the queues are read from, which are
/// written with the events. Opening does not connect; the first use creates what is missing in the database. Safe to use from any thread;
/// one per process is enough.
/// </summary>
public sealed partial class CaseStore : IAsyncDisposable
{
    /// <summary>The schema, and the channel on which PostgreSQL notifies about changed cases, where nothing else is said.</summary>
    public const string DefaultSchema = "cases";

    private readonly DocumentStore events;
    private readonly StoreSchema schema;
    private readonly PreparedOnce preparation;

    private CaseStore(NpgsqlDataSource database, DocumentStore events, CaseTables tables, TimeProvider clock)
    {
        Database = database;
        this.events = events;
        Tables = tables;
        Clock = clock;
        schema = new StoreSchema(database, events, tables.SchemaName, $"case store {tables.SchemaName}");
        preparation = new PreparedOnce(schema.MigrateAsync);
        Work = new CaseWork(this);
        Queries = new CaseQueries(this);
    }

    /// <summary>What people do with cases.</summary>
    public CaseWork Work { get; }

    /// <summary>What pages show of them.</summary>
    public CaseQueries Queries { get; }

    internal NpgsqlDataSource Database { get; }

    internal CaseTables Tables { get; }

    /// <summary>Says when an event happened.</summary>
    internal TimeProvider Clock { get; }

    /// <param name="connectionString">An Npgsql connection string. Its user needs the right to create the schema only where that is
    /// missing; see <see cref="MigrateAsync"/>.</param>
    /// <param name="clock">Says when an event happened.</param>
    /// <param name="schemaName">Lower-case letters, digits and underscores; default <see cref="DefaultSchema"/>. Also the name of the
    /// channel on which changed cases are notified: order id, a space, the stored name of the event.</param>
    /// <param name="extend">Adds to the store before it is built: inline projections of other rooms, which then are written in the
    /// transaction that appends the events, and their tables (<c>Storage.ExtendedSchemaObjects</c>). Null adds nothing.</param>
    /// <exception cref="ArgumentException">The schema name or the connection string is malformed.</exception>
    public static CaseStore Open(
        string connectionString,
        TimeProvider clock,
        string schemaName = DefaultSchema,
        Action<StoreOptions>? extend = null
    )
    {
        if (!SchemaNames().IsMatch(schemaName))
            throw new ArgumentException(
                $"schema name '{schemaName}' must be lower-case letters, digits and underscores, starting with a letter",
                nameof(schemaName)
            );
        var database = NpgsqlDataSource.Create(connectionString);
        var tables = new CaseTables(schemaName);
        var exact = new MicrosecondClock(clock);
        var events = DocumentStore.For(options =>
        {
            options.Connection(database);
            options.DatabaseSchemaName = schemaName;
            options.AutoCreateSchemaObjects = AutoCreate.None; // PreparedOnce does it; sessions look for nothing
            options.UseSystemTextJsonForSerialization(EnumStorage.AsString, Casing.CamelCase);
            options.Events.StreamIdentity = StreamIdentity.AsString;
            options.Events.AppendMode = EventAppendMode.Rich; // inline projections see versions and timestamps as they are stored
            options.Events.TimeProvider = exact;
            options.Events.MetadataConfig.UserNameEnabled = true;
            options.Events.MetadataConfig.CausationIdEnabled = true;
            foreach (var (type, name) in CaseEventTypes.Stored)
                options.Events.MapEventType(type, name);
            options.Projections.Add(new CaseRowProjection(tables), ProjectionLifecycle.Inline);
            options.Storage.ExtendedSchemaObjects.AddRange(tables.Definitions());
            extend?.Invoke(options);
        });
        return new CaseStore(database, events, tables, exact);
    }

    public async ValueTask DisposeAsync()
    {
        await events.DisposeAsync().ConfigureAwait(false);
        await Database.DisposeAsync().ConfigureAwait(false);
        preparation.Dispose();
    }

    /// <summary>Makes what is missing in the database and brings older tables up to date: what the first use does as well, where its role
    /// may.</summary>
    /// <returns>Whether something had to be made.</returns>
    /// <exception cref="DatabaseNotPreparedException">The role may not.</exception>
    public Task<bool> MigrateAsync(CancellationToken cancellation = default) => schema.MigrateAsync(cancellation);

    /// <summary>The SQL of what <see cref="MigrateAsync"/> would make; empty when nothing is missing.</summary>
    public Task<string> MigrationSqlAsync(CancellationToken cancellation = default) => schema.MigrationSqlAsync(cancellation);

    /// <summary>A session for one unit of work.</summary>
    /// <param name="transaction">To work within; null for one of its own.</param>
    internal async Task<IDocumentSession> SessionAsync(CancellationToken cancellation, NpgsqlTransaction? transaction = null)
    {
        await preparation.EnsureAsync(cancellation).ConfigureAwait(false);
        return transaction is null
            ? events.LightweightSession()
            : events.LightweightSession(Marten.Services.SessionOptions.ForTransaction(transaction));
    }

    internal async Task<NpgsqlConnection> ConnectAsync(CancellationToken cancellation)
    {
        await preparation.EnsureAsync(cancellation).ConfigureAwait(false);
        return await Database.OpenConnectionAsync(cancellation).ConfigureAwait(false);
    }

    [GeneratedRegex("^[a-z][a-z0-9_]{0,62}$")]
    private static partial Regex SchemaNames();
}
