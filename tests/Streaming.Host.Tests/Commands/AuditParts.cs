using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Streaming.Audit;
using Streaming.Audit.Models;
using Streaming.Console.Storage;
using Streaming.Embedded.Kafka;
using Streaming.Embedded.Registry;
using Streaming.Host.Tests.Configuration;
using Streaming.Testing;

namespace Streaming.Host.Tests.Commands;

/// <summary>A database, a broker and a registry of one test's own, and settings that name them: once with the broker, once with one that is
/// away.</summary>
internal sealed class AuditParts : IAsyncDisposable
{
    public const string Model = "satisfaction";

    private readonly string connectionString;
    private readonly MockKafka kafka;
    private readonly EmbeddedRegistry registry;
    private readonly string parameters;
    private readonly SettingsFolder settings;
    private readonly SettingsFolder settingsWithoutBroker;

    private AuditParts(string connectionString, MockKafka kafka, EmbeddedRegistry registry, string parameters)
    {
        (this.connectionString, this.kafka, this.registry, this.parameters) = (connectionString, kafka, registry, parameters);
        settings = Folder(kafka.BootstrapServers);
        settingsWithoutBroker = Folder("127.0.0.1:1");
        Store = AuditStore.Open(connectionString, TimeProvider.System);
    }

    public AuditStore Store { get; }

    /// <param name="parameters">Of <c>params.yaml</c>.</param>
    public static async Task<AuditParts> StartAsync(PostgresFixture postgres, string parameters = "")
    {
        var connectionString = await postgres.CreateDatabaseAsync("host_audit");
        return new AuditParts(
            connectionString,
            MockKafka.Start(),
            await EmbeddedRegistry.StartAsync(connectionString, NullLogger.Instance),
            parameters
        );
    }

    public Task<CommandLine> RunAsync(params string[] args) => CommandLine.RunAsync([.. args, "--config", settings.Path]);

    public Task<CommandLine> RunWithoutBrokerAsync(params string[] args) =>
        CommandLine.RunAsync([.. args, "--config", settingsWithoutBroker.Path]);

    /// <summary>A version that is registered and nothing else, with an artifact of a few bytes.</summary>
    public async Task RegisterAsync(string version)
    {
        var sha256 = await Store.Artifacts.PutAsync(System.Text.Encoding.UTF8.GetBytes($"artifact {version}"));
        await Store.Models.RegisterAsync(
            new ModelCandidate
            {
                Name = Model,
                Version = version,
                Sha256 = sha256,
                Lineage = """{"family":"trees"}""",
            },
            "trainer"
        );
    }

    public async Task ExecuteAsync(string sql)
    {
        await using var database = NpgsqlDataSource.Create(connectionString);
        await using var command = database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        settings.Dispose();
        settingsWithoutBroker.Dispose();
        await registry.DisposeAsync();
        await kafka.DisposeAsync();
    }

    private SettingsFolder Folder(string brokers)
    {
        var connection = new NpgsqlConnectionStringBuilder(connectionString);
        var (password, scorer) = (connection.Password, $"Scorer: {{ ModelName: {Model} }}");
        connection.Password = null;
        var folder = new SettingsFolder(
            $"Kafka: {{ BootstrapServers: '{brokers}' }}\nSchemaRegistry: {{ Url: '{registry.Url}' }}\nPostgres: {{ ConnectionString: "
                + $"'{connection.ConnectionString}' }}\n{scorer}\n",
            parameters
        );
        if (!string.IsNullOrEmpty(password))
            folder.WriteSecrets($"Postgres: {{ Password: '{password}' }}", UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return folder;
    }
}
