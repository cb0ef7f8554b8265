using Microsoft.Extensions.DependencyInjection;
using Streaming.Audit;
using Streaming.Console.DeadLetters;
using Streaming.Console.Orders;
using Streaming.Console.Projection;
using Streaming.Console.Projection.DeadLetters;
using Streaming.Console.Seeding;
using Streaming.Console.Storage;
using Streaming.Console.Tests.Orders;
using Streaming.Console.Tests.Stream;
using Streaming.Console.Web;
using Streaming.Contracts;
using Streaming.Testing;

namespace Streaming.Console.Tests.Web;

/// <summary>One console with something on every page, for the tests that only look. Started by the first test that asks.</summary>
public sealed class SampleConsole : IAsyncDisposable
{
    public const string ModelName = SampleAudit.ModelName;
    private const int Orders = 8_000;

    private readonly SemaphoreSlim gate = new(1, 1);
    private ConsoleDatabase? database;
    private AuditStore? audit;
    private ConsoleServer? server;

    /// <summary>Where it answers.</summary>
    public async Task<Uri> AddressAsync(PostgresFixture postgres)
    {
        await gate.WaitAsync();
        try
        {
            if (server is null)
                await StartAsync(await PreparedDatabase.CreateAsync(postgres, "sample"));
        }
        finally
        {
            gate.Release();
        }

        return server!.Address;
    }

    public async ValueTask DisposeAsync()
    {
        if (server is not null)
            await server.DisposeAsync();
        if (audit is not null)
            await audit.DisposeAsync();
        if (database is not null)
            await database.DisposeAsync();
        gate.Dispose();
    }

    private async Task StartAsync(string connectionString)
    {
        database = ConsoleDatabase.Open(connectionString);
        await Seeder.RunAsync(database, new SeedOptions { Orders = Orders, Days = 60 }, TimeProvider.System, null, CancellationToken.None);
        await using (var connection = await database.ConnectAsync())
        {
            var log = new SeedOptions { Orders = Orders, Days = 60 }.LogId;
            var topic = Topics.OrderDeliveredDeadLetters.Name;
            ProjectedRecord[] letters =
            [
                .. Enumerable
                    .Range(0, 12)
                    .Select(i => new ProjectedRecord(
                        topic,
                        0,
                        i,
                        new DeadLetterFact(DateTime.UtcNow, i < 9 ? "contract_violation" : "parked_behind")
                    )),
            ];
            await new ProjectionWriter(log, TimeProvider.System).ApplyAsync(
                connection,
                new ProjectionBatch(letters, new Dictionary<(string, int), long> { [(topic, 0)] = 12 }),
                CancellationToken.None
            );
            await new ProjectionWriter(log, TimeProvider.System).ApplyAsync(
                connection,
                new ProjectionBatch(SampleOrders.Records, new Dictionary<(string, int), long>()),
                CancellationToken.None
            );
            await connection.ExecuteAsync(
                "insert into console.lag (reader, records, oldest_at, detail, measured_at) values ('scorer', 42, now() - interval '3 "
                    + "seconds', '', now())",
                CancellationToken.None
            );
            await connection.ExecuteAsync(
                "insert into console.partition_lag select n, 1000 * n, 1000 * n + 21 * n, now() - interval '90 seconds', 2.5 * n, "
                    + "'scorer-' || n, '/10.0.0.' || n, now() - n * interval '80 seconds', now() from generate_series(0, 2) n",
                CancellationToken.None
            );
            await connection.ExecuteAsync(
                "insert into console.history_days select stream_time::date, instance, dropped, 3, 17 from console.clock, (values ('a', "
                    + "1204), ('b', 1100)) as told(instance, dropped)",
                CancellationToken.None
            );
        }

        audit = AuditStore.Open(connectionString, TimeProvider.System);
        await SampleAudit.FillAsync(audit);
        var orders = new SampleOrders();
        server = await ConsoleServer.StartAsync(
            database,
            audit,
            services =>
                services
                    .AddSingleton<IRunCommands>(new SampleRunCommands(audit))
                    .AddSingleton<IOrderRecords>(orders)
                    .AddSingleton<IOrderProofs>(orders)
                    .AddSingleton<IOrderTrials>(orders)
                    .AddSingleton<IDeadLetters>(new SampleLetters())
                    .AddSingleton<IRunFindings>(new SampleFindings())
                    .AddSingleton<IProjectionState>(new SampleProjection())
        );
    }
}
