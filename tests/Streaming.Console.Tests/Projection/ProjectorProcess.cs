using System.Diagnostics;
using Confluent.Kafka;
using Microsoft.Extensions.Logging.Abstractions;
using Streaming.Console.Projection;
using Streaming.Console.Storage;
using Streaming.Kafka.Registry;
using Streaming.Testing.Registry;

namespace Streaming.Console.Tests.Projection;

/// <summary>A projector in a process of its own, so that a test can kill it as an operating system does: without a last word.</summary>
internal sealed class ProjectorProcess : IAsyncDisposable
{
    public const string Command = "projector";

    private readonly Process process;

    private ProjectorProcess(Process process) => this.process = process;

    public static ProjectorProcess Start(string connectionString, string bootstrapServers, string logId) =>
        new(
            Process.Start(
                new ProcessStartInfo(Environment.ProcessPath!, [Command, connectionString, bootstrapServers, logId])
                {
                    RedirectStandardOutput = true,
                    RedirectStandardError = true,
                }
            )!
        );

    /// <summary>The other side.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        await using var database = ConsoleDatabase.Open(args[0]);
        var projector = await CreateAsync(database, args[1], args[2]);
        await projector.RunAsync(CancellationToken.None);
        return 0;
    }

    /// <param name="logId">Empty: asked of the cluster.</param>
    public static async Task<Projector> CreateAsync(ConsoleDatabase database, string bootstrapServers, string logId, int batchSize = 50)
    {
        var registry = new InMemorySchemaRegistry();
        await SubjectSetup.ApplyAsync(registry); // the same schemas in the same order: the same ids as those of the publisher
        var settings = new ProjectorSettings
        {
            Client = new ClientConfig { BootstrapServers = bootstrapServers },
            LogId = logId.Length == 0 ? null : logId,
            BatchSize = batchSize,
            StandBy = TimeSpan.FromMilliseconds(200),
            Housekeeping = TimeSpan.FromMilliseconds(200),
            ScorerGroup = "scorers",
        };
        return new Projector(
            database,
            settings,
            registry,
            (_, _) => Task.FromResult<byte[]?>(null),
            TimeProvider.System,
            NullLogger.Instance
        );
    }

    /// <summary>SIGKILL.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
            await KillAsync();
        process.Dispose();
    }
}
