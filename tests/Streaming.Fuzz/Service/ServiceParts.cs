using System.Diagnostics;
using System.Globalization;
using System.Text;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Streaming.Audit.Models;
using Streaming.Contracts;
using Streaming.Embedded.Kafka;
using Streaming.Embedded.Postgres;
using Streaming.Embedded.Registry;
using Streaming.Host.Cluster;
using Streaming.Testing;

namespace Streaming.Fuzz.Service;

/// <summary>A real Kafka, a database, a registry, and the built program with scorer, API and console on them, each as users run
/// it.</summary>
internal sealed class ServiceParts : IAsyncDisposable
{
    private const string Listening = "Listening on ";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly TemporaryFolder folder = new("fuzz-service");
    private readonly StringBuilder said = new();
    private IKafkaBroker? broker;
    private EmbeddedPostgres? database;
    private EmbeddedRegistry? registry;
    private Process? process;

    public SmallModelFiles Model { get; private set; } = null!;

    public string BootstrapServers => broker!.BootstrapServers;

    public string RegistryUrl => registry!.Url;

    public Uri Address { get; private set; } = null!;

    public bool HasEnded => process!.HasExited;

    /// <summary>Resident memory of the program, in bytes.</summary>
    public long ResidentBytes
    {
        get
        {
            process!.Refresh();
            return HasEnded ? 0 : process.WorkingSet64;
        }
    }

    /// <summary>The end of what the program said on its error stream.</summary>
    public string LastWords
    {
        get
        {
            lock (said)
                return said.Length <= 3_000 ? said.ToString() : said.ToString(said.Length - 3_000, 3_000);
        }
    }

    public async Task StartAsync(string kafkaHome, CancellationToken stop)
    {
        Model = await SmallModel.MakeAsync(folder.Path, stop);
        broker = await KafkaBrokers.StartAsync(
            new KafkaBrokerOptions
            {
                DataFolder = folder.Below("kafka"),
                KafkaHome = kafkaHome,
                FreshLog = true,
                HeapMegabytes = 768,
            },
            NullLogger.Instance,
            TimeProvider.System,
            stop
        );
        database = await EmbeddedPostgres.StartAsync(
            new EmbeddedPostgresOptions { DataFolder = folder.Below("postgres"), Fsync = false },
            NullLogger.Instance,
            TimeProvider.System,
            stop
        );
        registry = await EmbeddedRegistry.StartAsync(database.ConnectionString, NullLogger.Instance, cancellation: stop);
        await CommandAsync(stop, "topics", "create");
        await TakeAnyTimestampAsync();
        await CommandAsync(stop, "models", "promote", Model.Model, "--why", "the model of a fuzz run");
        process = Start("run", "--roles", "scorer,api,console");
        Address = await AddressAsync(stop);
    }

    public async ValueTask DisposeAsync()
    {
        if (process is not null)
        {
            if (!process.HasExited)
                process.Kill();
            await process.WaitForExitAsync();
            process.Dispose();
        }

        if (registry is not null)
            await registry.DisposeAsync();
        if (database is not null)
            await database.DisposeAsync();
        if (broker is not null)
            await broker.DisposeAsync();
        folder.Dispose();
    }

    /// <summary>As brokers before 4.0 do by default.</summary>
    private async Task TakeAnyTimestampAsync()
    {
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = BootstrapServers }).Build();
        var entry = new ConfigEntry
        {
            Name = "message.timestamp.after.max.ms",
            Value = long.MaxValue.ToString(CultureInfo.InvariantCulture),
            IncrementalOperation = AlterConfigOpType.Set,
        };
        var topics = new[] { Topics.OrderDelivered, Topics.ReviewSubmitted }.ToDictionary(
            topic => new ConfigResource { Type = ResourceType.Topic, Name = topic.Name },
            _ => new List<ConfigEntry> { entry }
        );
        await admin.IncrementalAlterConfigsAsync(topics);
    }

    private async Task CommandAsync(CancellationToken stop, params string[] arguments)
    {
        using var command = Start(arguments);
        await command.WaitForExitAsync(stop);
        if (command.ExitCode != 0)
            throw new InvalidOperationException($"streaming {string.Join(' ', arguments)} ended with {command.ExitCode}: {LastWords}");
    }

    private Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo(
            "dotnet",
            [Path.Combine(AppContext.BaseDirectory, "streaming.dll"), .. arguments, "--config", Model.Config]
        )
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder.Path,
        };
        var connection = new NpgsqlConnectionStringBuilder(database!.ConnectionString);
        start.Environment["STREAMING__Kafka__BootstrapServers"] = BootstrapServers;
        start.Environment["STREAMING__SchemaRegistry__Url"] = RegistryUrl;
        start.Environment["STREAMING__Postgres__Password"] = connection.Password;
        connection.Password = null;
        start.Environment["STREAMING__Postgres__ConnectionString"] = connection.ConnectionString;
        start.Environment["STREAMING__Listen__Port"] = "0";
        start.Environment["STREAMING__Accounts__SignIn"] = "off"; // what lies behind the door is fuzzed
        var started = Process.Start(start)!;
        started.OutputDataReceived += (_, line) => Keep(line.Data);
        started.ErrorDataReceived += (_, line) => Keep(line.Data);
        started.BeginOutputReadLine();
        started.BeginErrorReadLine();
        return started;
    }

    private void Keep(string? line)
    {
        lock (said)
            said.AppendLine(line);
    }

    private async Task<Uri> AddressAsync(CancellationToken stop)
    {
        var address = await Wait.For(() => Task.FromResult(FindAddress()), found => found is not null || HasEnded, Patience);
        if (address is null)
            throw new InvalidOperationException($"the program ended: {LastWords}");
        using var http = new HttpClient { BaseAddress = address };
        await Wait.Until(async () => HasEnded || (await http.GetAsync("/health/ready", stop)).IsSuccessStatusCode, Patience);
        return address;
    }

    private Uri? FindAddress()
    {
        string text;
        lock (said)
            text = said.ToString();
        var at = text.IndexOf(Listening, StringComparison.Ordinal);
        if (at < 0)
            return null;
        var rest = text[(at + Listening.Length)..];
        return new Uri(rest[..rest.IndexOfAny([' ', '\r', '\n'])].TrimEnd(':', ','));
    }
}
