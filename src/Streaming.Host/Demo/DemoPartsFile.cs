using System.Diagnostics;
using System.Text.Json;
using Npgsql;
using Streaming.Contracts;
using Streaming.Host.Cluster;
using Streaming.Host.Configuration;

namespace Streaming.Host.Demo;

/// <summary>
/// Where the parts of a running demo answer, for the commands beside it: a file below <c>Embedded:DataFolder</c> that only its
/// owner may read, because the database's password is in
/// it. It is there while the demo runs; one that a killed demo left behind counts for nothing.
/// </summary>
internal sealed record DemoPartsFile
{
    private const string FileName = "demo.json";

    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
    };

    public required int ProcessId { get; init; }

    /// <summary>Of the process, UTC: the system gives a process id again.</summary>
    public required DateTime ProcessStartedAt { get; init; }

    public required string BootstrapServers { get; init; }

    public required string SchemaRegistry { get; init; }

    /// <summary>With the password.</summary>
    public required string Postgres { get; init; }

    public required string Console { get; init; }

    public static string PathIn(string dataFolder) => Path.Combine(Path.GetFullPath(dataFolder), FileName);

    /// <summary>Says where the parts of this process are.</summary>
    public static void Write(string dataFolder, string bootstrapServers, string schemaRegistry, string postgres, Uri console)
    {
        using var self = Process.GetCurrentProcess();
        OwnerOnly.Folder(dataFolder);
        var parts = new DemoPartsFile
        {
            ProcessId = self.Id,
            ProcessStartedAt = self.StartTime.ToUniversalTime(),
            BootstrapServers = bootstrapServers,
            SchemaRegistry = schemaRegistry,
            Postgres = postgres,
            Console = console.ToString(),
        };
        OwnerOnly.WriteText(PathIn(dataFolder), JsonSerializer.Serialize(parts, Json) + "\n");
    }

    public static void Remove(string dataFolder) => File.Delete(PathIn(dataFolder));

    /// <summary>Of the demo that runs now with this data folder; null when none does.</summary>
    public static DemoPartsFile? Find(string dataFolder)
    {
        try
        {
            var parts = JsonSerializer.Deserialize<DemoPartsFile>(File.ReadAllText(PathIn(dataFolder)), Json);
            return parts is not null && IsAlive(parts) ? parts : null;
        }
        catch (Exception unusable) when (unusable is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    /// <summary>
    /// The settings with these parts where they name no others; null where they do: what somebody has chosen is not replaced.
    /// </summary>
    public Settings? Over(Settings settings)
    {
        var shipped = new Settings();
        var namesOthers =
            settings.Kafka.BootstrapServers != shipped.Kafka.BootstrapServers
            || settings.SchemaRegistry.Url != shipped.SchemaRegistry.Url
            || settings.Postgres.ConnectionString != shipped.Postgres.ConnectionString
            || settings.Postgres.Password is not null;
        if (namesOthers)
            return null;
        var postgres = new NpgsqlConnectionStringBuilder(Postgres);
        var password = postgres.Password;
        postgres.Remove("Password");
        return settings with
        {
            Kafka = settings.Kafka with { BootstrapServers = BootstrapServers },
            SchemaRegistry = settings.SchemaRegistry with { Url = SchemaRegistry },
            Postgres = new PostgresOptions { ConnectionString = postgres.ConnectionString, Password = password },
        };
    }

    private static bool IsAlive(DemoPartsFile parts)
    {
        try
        {
            using var process = Process.GetProcessById(parts.ProcessId);
            // the system counts in ticks since its own start
            return Math.Abs((process.StartTime.ToUniversalTime() - parts.ProcessStartedAt).TotalSeconds) < 2;
        }
        catch (Exception gone) when (gone is ArgumentException or InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
