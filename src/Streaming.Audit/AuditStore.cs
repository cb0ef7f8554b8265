using System.Text.RegularExpressions;
using JasperFx;
using JasperFx.Events;
using JasperFx.Events.Projections;
using Marten;
using Marten.Events;
using Npgsql;
using Streaming.Audit.Access;
using Streaming.Audit.Acts;
using Streaming.Audit.Artifacts;
using Streaming.Audit.Chain;
using Streaming.Audit.Models;
using Streaming.Audit.Registry;
using Streaming.Audit.Runs;
using Streaming.Audit.Trail;
using Weasel.Core;

namespace Streaming.Audit;

/// <summary>
/// The record of who decided what, when and why: an append-only event store in one schema of a PostgreSQL database. Opening does not
/// connect; the first use creates what is missing in the database. Safe to use from any thread; one per process is enough.
/// </summary>
public sealed partial class AuditStore : IAsyncDisposable
{
    private readonly NpgsqlDataSource database;
    private readonly DocumentStore events;
    private readonly StoreSchema schema;
    private readonly PreparedOnce preparation;

    private AuditStore(
        NpgsqlDataSource database,
        DocumentStore events,
        ChainTables chain,
        TimeProvider clock,
        string schemaName,
        (string? Artifacts, bool TwoPersons) chosen
    )
    {
        this.database = database;
        this.events = events;
        schema = new StoreSchema(database, events, schemaName, $"audit store {schemaName}") { Begin = chain.BeginAsync };
        preparation = new PreparedOnce(schema.MigrateAsync);
        Artifacts = new ArtifactStore(
            chosen.Artifacts is null
                ? new PostgresArtifacts(database, schemaName, clock, preparation.EnsureAsync)
                : new FolderArtifacts(chosen.Artifacts)
        );
        Runs = new RunStore(events, clock, preparation.EnsureAsync);
        Trail = new AuditTrail(events, preparation.EnsureAsync);
        Chain = new AuditChain(database, events, chain, clock, preparation.EnsureAsync);
        Acts = new ActLog(events, preparation.EnsureAsync);
        Access = new AccessLog(events, preparation.EnsureAsync);
        Models = new ModelRegistry(events, Artifacts, preparation.EnsureAsync)
        {
            SecondPerson = chosen.TwoPersons ? new SecondPerson(Runs, Access) : null,
        };
    }

    /// <summary>Registered models and the decisions which of them serves.</summary>
    public ModelRegistry Models { get; }

    /// <summary>Training runs and what each of their stages did.</summary>
    public RunStore Runs { get; }

    /// <summary>Every event in words.</summary>
    public AuditTrail Trail { get; }

    /// <summary>What proves that the events are as they were recorded.</summary>
    public AuditChain Chain { get; }

    /// <summary>What people do beside models and runs.</summary>
    public ActLog Acts { get; }

    /// <summary>Who signed in, who was refused, and who was given which rights.</summary>
    public AccessLog Access { get; }

    /// <summary>The files of models and training stages, by hash.</summary>
    public ArtifactStore Artifacts { get; }

    internal IDocumentStore Events => events;

    /// <param name="connectionString">An Npgsql connection string. Its user needs the right to create the schema only where that is
    /// missing; see <see cref="MigrateAsync"/>.</param>
    /// <param name="clock">Says when an event happened.</param>
    /// <param name="schemaName">Lower-case letters, digits and underscores; default <c>audit</c>. Stores in different schemas do not see
    /// each other.</param>
    /// <param name="artifactFolder">Keeps artifacts as files of this folder, which every node must reach; null keeps them in the
    /// database.</param>
    /// <param name="twoPersons">Nobody approves a model that he has proposed.</param>
    /// <exception cref="ArgumentException">The schema name or the connection string is malformed.</exception>
    public static AuditStore Open(
        string connectionString,
        TimeProvider clock,
        string schemaName = "audit",
        string? artifactFolder = null,
        bool twoPersons = false
    )
    {
        if (!SchemaNames().IsMatch(schemaName))
            throw new ArgumentException(
                $"schema name '{schemaName}' must be lower-case letters, digits and underscores, starting with a letter",
                nameof(schemaName)
            );
        var database = NpgsqlDataSource.Create(connectionString);
        var chain = new ChainTables(schemaName);
        var events = DocumentStore.For(options =>
        {
            options.Connection(database);
            options.DatabaseSchemaName = schemaName;
            options.AutoCreateSchemaObjects = AutoCreate.None; // PreparedOnce does it; sessions look for nothing
            options.UseSystemTextJsonForSerialization(EnumStorage.AsString, Casing.CamelCase);
            options.Events.StreamIdentity = StreamIdentity.AsString;
            options.Events.AppendMode = EventAppendMode.Rich; // inline projections see versions and timestamps as they are stored
            options.Events.TimeProvider = new MicrosecondClock(clock);
            options.Events.MetadataConfig.UserNameEnabled = true;
            options.Events.MetadataConfig.CorrelationIdEnabled = true;
            options.Events.MetadataConfig.CausationIdEnabled = true;
            foreach (var (type, name) in EventNames.All)
                options.Events.MapEventType(type, name);
            ((EventGraph)options.Events).EventMappingFor(typeof(VersionPromoted)).DotNetTypeName = EventNames.VersionPromotedType;
            options.Projections.Add(new ModelHistoryProjection(), ProjectionLifecycle.Inline);
            options.Projections.Add(new RunHistoryProjection(), ProjectionLifecycle.Inline);
            options.Projections.Add(new StageResultProjection(), ProjectionLifecycle.Inline);
            options.Projections.Add(new TrailProjection(), ProjectionLifecycle.Inline);
            options.Projections.Add(new ChainProjection(chain, options.Serializer()), ProjectionLifecycle.Inline);
            options
                .Schema.For<TrailEntry>()
                .Identity(entry => entry.Sequence)
                .Duplicate(entry => entry.At)
                .Duplicate(entry => entry.Who)
                .Duplicate(entry => entry.Kind)
                .Duplicate(entry => entry.Stream);
            options.Storage.ExtendedSchemaObjects.AddRange(PostgresArtifacts.Tables(schemaName));
            options.Storage.ExtendedSchemaObjects.AddRange(chain.Definitions());
        });
        return new AuditStore(database, events, chain, clock, schemaName, (artifactFolder, twoPersons));
    }

    public async ValueTask DisposeAsync()
    {
        await events.DisposeAsync().ConfigureAwait(false);
        await database.DisposeAsync().ConfigureAwait(false);
        preparation.Dispose();
    }

    /// <summary>Makes what is missing in the database and brings older tables up to date: what the first use does as well, where its role
    /// may.</summary>
    /// <returns>Whether something had to be made.</returns>
    /// <exception cref="DatabaseNotPreparedException">The role may not.</exception>
    public Task<bool> MigrateAsync(CancellationToken cancellation = default) => schema.MigrateAsync(cancellation);

    /// <summary>The SQL of what <see cref="MigrateAsync"/> would make; empty when nothing is missing.</summary>
    public Task<string> MigrationSqlAsync(CancellationToken cancellation = default) => schema.MigrationSqlAsync(cancellation);

    [GeneratedRegex("^[a-z][a-z0-9_]{0,62}$")]
    private static partial Regex SchemaNames();
}
