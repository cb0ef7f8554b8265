using System.Diagnostics;
using System.Globalization;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using Streaming.Contracts;
using Streaming.Embedded.Processes;

namespace Streaming.Embedded.Kafka;

/// <summary>
/// A real Apache Kafka (KRaft, one node) run as a child from an installed distribution, on ports of the system's choice. Topics,
/// records and committed positions stay in the data folder between runs; a broker that a killed run left behind is stopped by the next
/// start. In a session of its own, so that Ctrl-C reaches this program only, which stops the broker last.
/// </summary>
public sealed class LocalKafka : IKafkaBroker
{
    private const int StartAttempts = 3;
    private readonly KafkaFolder folder;
    private readonly FolderLock held;
    private readonly KafkaBrokerOptions options;
    private readonly ILogger logger;
    private readonly TimeProvider clock;
    private bool stopped;

    private LocalKafka(
        KafkaFolder folder,
        FolderLock held,
        KafkaBrokerOptions options,
        ILogger logger,
        TimeProvider clock,
        Answering broker
    )
    {
        (this.folder, this.held, this.options, this.logger, this.clock) = (folder, held, options, logger, clock);
        ClusterId = broker.ClusterId;
        ProcessId = broker.ProcessId;
        BootstrapServers = $"127.0.0.1:{broker.Port}";
    }

    public string BootstrapServers { get; }

    /// <summary>Id of the broker's process.</summary>
    public int ProcessId { get; }

    public KafkaGuarantee Guarantee => KafkaGuarantee.ExactlyOnce;

    public string Description =>
        $"Kafka is a real broker at {BootstrapServers} (from {options.KafkaHome}, data in {folder.Path}): "
        + "exactly once for readers with read_committed (aborted records are hidden, outdated producers are fenced)";

    public bool SupportsAdmin => true;

    public string ClusterId { get; }

    /// <summary>Formats the data folder when it is new, starts the broker and waits until it answers.</summary>
    /// <exception cref="EmbeddedPartException">No usable distribution or Java, the folder is in use, or the broker did not
    /// start.</exception>
    public static async Task<LocalKafka> StartAsync(
        KafkaBrokerOptions options,
        ILogger logger,
        TimeProvider clock,
        CancellationToken cancellation = default
    )
    {
        var kafka = KafkaDistribution.Open(
            options.KafkaHome ?? throw new EmbeddedPartException($"{KafkaBrokers.HomeVariable} is not set.")
        );
        var folder = new KafkaFolder(options.DataFolder);
        var held = FolderLock.Take(folder.Path, "Kafka");
        try
        {
            await StopLeftoverAsync(folder, options, logger, clock).ConfigureAwait(false);
            if (options.FreshLog)
                folder.ForgetLog();
            for (var attempt = 1; ; attempt++)
            {
                var ports = FreePort.Take(2);
                folder.WriteSettings(ports[0], ports[1], options.FurtherSettings);
                var environment = JavaSettings(folder, options);
                var clusterId = await folder.FormatAsync(kafka, environment, cancellation).ConfigureAwait(false);
                var logged = LogTail.Length(folder.Output);
                var process = Launch(kafka, folder, environment);
                try
                {
                    await AwaitReadyAsync(process, ports[0], options, clock, cancellation).ConfigureAwait(false);
                    return new LocalKafka(folder, held, options, logger, clock, new Answering(clusterId, ports[0], process.Id));
                }
                catch (Exception failure)
                {
                    await RunningProcess.StopAsync(process.Id, options.StopTimeout, clock).ConfigureAwait(false);
                    var log = LogTail.Read(folder.Output, logged);
                    var portTaken =
                        log.Contains("BindException", StringComparison.Ordinal)
                        || log.Contains("Address already in use", StringComparison.Ordinal);
                    if (failure is EmbeddedPartException && !(portTaken && attempt < StartAttempts))
                        throw new EmbeddedPartException($"{failure.Message} '{folder.Output}' ends:\n{log}", failure);
                    if (failure is not EmbeddedPartException)
                        throw;
                }
            }
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    public Task<IReadOnlyList<string>> EnsureTopicsAsync(
        IEnumerable<Topic> topics,
        int partitions,
        CancellationToken cancellation = default
    ) => TopicCreation.EnsureAsync(BootstrapServers, topics, partitions, TopicCreation.SingleReplica, cancellation);

    /// <summary>Stops the broker in order, and by force when that takes too long.</summary>
    public async ValueTask DisposeAsync()
    {
        if (stopped)
            return;
        stopped = true;
        if (!await RunningProcess.StopAsync(ProcessId, options.StopTimeout, clock).ConfigureAwait(false))
        {
            logger.LogWarning(
                "Kafka in {Folder} did not stop within {Timeout} and was killed; it recovers at its next start",
                folder.Path,
                options.StopTimeout
            );
        }

        folder.ForgetProcess();
        held.Dispose();
    }

    private static async Task StopLeftoverAsync(KafkaFolder folder, KafkaBrokerOptions options, ILogger logger, TimeProvider clock)
    {
        if (folder.ProcessId is { } id && RunningProcess.HasInCommandLine(id, folder.Settings))
        {
            logger.LogInformation("Kafka of an earlier run still works in {Folder} (process {Id}); stopping it", folder.Path, id);
            await RunningProcess.StopAsync(id, options.StopTimeout, clock).ConfigureAwait(false);
        }

        folder.ForgetProcess();
    }

    /// <summary>
    /// Java's first compiler only: formatting and starting are most of what a small broker computes. CPU time measured with 4.3.0: format
    /// 1.4 s instead of 2.7 s, start 3.6 s instead of 6.9 s. What the environment's own KAFKA_OPTS say comes later and wins.
    /// </summary>
    private static Dictionary<string, string> JavaSettings(KafkaFolder folder, KafkaBrokerOptions options) =>
        new()
        {
            ["KAFKA_OPTS"] = $"-XX:TieredStopAtLevel=1 {Environment.GetEnvironmentVariable("KAFKA_OPTS")}".TrimEnd(),
            ["KAFKA_HEAP_OPTS"] = string.Create(CultureInfo.InvariantCulture, $"-Xms64m -Xmx{options.HeapMegabytes}m"),
            ["LOG_DIR"] = Path.Combine(folder.Path, "messages"),
        };

    private static Process Launch(KafkaDistribution kafka, KafkaFolder folder, IReadOnlyDictionary<string, string> environment)
    {
        // The shell sends the output to a file and then becomes the broker (exec), so that the id is the broker's and no pipe
        // ends with us. setsid is not everywhere; without it Ctrl-C in a terminal stops the broker together with this program.
        var session = Command.Find("setsid") is { } setsid ? $"{setsid} " : "";
        var line = $"exec {session}\"$0\" \"$1\" >>\"$2\" 2>&1 </dev/null";
        var start = new ProcessStartInfo("/bin/sh", ["-c", line, kafka.ServerStart, folder.Settings, folder.Output])
        {
            WorkingDirectory = folder.Path,
        };
        ChildEnvironment.Clean(start);
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        var process = Process.Start(start)!;
        folder.RecordProcess(process.Id);
        return process;
    }

    private static async Task AwaitReadyAsync(
        Process process,
        int port,
        KafkaBrokerOptions options,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        var since = clock.GetTimestamp();
        using var admin = new AdminClientBuilder(
            new AdminClientConfig { BootstrapServers = $"127.0.0.1:{port}", ReconnectBackoffMaxMs = 200 }
        )
            .SetLogHandler((_, _) => { }) // it cannot connect until the broker listens: expected, not news
            .SetErrorHandler((_, _) => { })
            .Build();
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            if (process.HasExited)
                throw new EmbeddedPartException($"Kafka ended while starting (exit code {process.ExitCode}).");
            if (clock.GetElapsedTime(since) > options.StartTimeout)
                throw new EmbeddedPartException($"Kafka did not answer within {options.StartTimeout.TotalSeconds:0} s.");
            if (await Task.Run(() => Answers(admin), cancellation).ConfigureAwait(false))
                return;
        }
    }

    private static bool Answers(IAdminClient admin)
    {
        try
        {
            return admin.GetMetadata(TimeSpan.FromMilliseconds(500)).Brokers.Count > 0;
        }
        catch (KafkaException)
        {
            return false;
        }
    }

    /// <summary>A broker that has answered.</summary>
    private sealed record Answering(string ClusterId, int Port, int ProcessId);
}
