using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using Streaming.Contracts;
using Streaming.Embedded.Processes;

namespace Streaming.Embedded.Kafka;

/// <summary>The data folder of a real broker: <c>log/</c>, <c>server.properties</c>, <c>server.out</c>, <c>cluster-id</c>,
/// <c>process-id</c>.</summary>
internal sealed class KafkaFolder
{
    private readonly string records;
    private readonly string clusterIdFile;
    private readonly string processIdFile;

    public KafkaFolder(string path)
    {
        Path = System.IO.Path.GetFullPath(path);
        if (Path.AsSpan().ContainsAny(",\\\n"))
        {
            throw new EmbeddedPartException(
                $"Kafka's data folder '{Path}' must not hold a comma, a backslash or a line break: its settings give them a meaning."
            );
        }

        OwnerOnly.Folder(Path);
        records = System.IO.Path.Combine(Path, "log");
        clusterIdFile = System.IO.Path.Combine(Path, "cluster-id");
        processIdFile = System.IO.Path.Combine(Path, "process-id");
    }

    public string Path { get; }

    public string Settings => System.IO.Path.Combine(Path, "server.properties");

    public string Output => System.IO.Path.Combine(Path, "server.out");

    /// <summary>Written once the log folder is formatted, never before, so that a formatting that was cut short is seen and done
    /// again.</summary>
    public string? ClusterId => File.Exists(clusterIdFile) ? File.ReadAllText(clusterIdFile) : null;

    /// <summary>The broker that was last started here; null when it was stopped in order.</summary>
    public int? ProcessId =>
        File.Exists(processIdFile) && int.TryParse(File.ReadAllText(processIdFile), CultureInfo.InvariantCulture, out var id) ? id : null;

    public void RecordProcess(int id) => File.WriteAllText(processIdFile, id.ToString(CultureInfo.InvariantCulture));

    public void ForgetProcess() => File.Delete(processIdFile);

    /// <summary>What was formatted counts no more: the next formatting starts with an empty log.</summary>
    public void ForgetLog() => File.Delete(clusterIdFile);

    /// <summary>Formats the log folder unless it is formatted; gives the cluster's id.</summary>
    public async Task<string> FormatAsync(
        KafkaDistribution kafka,
        IReadOnlyDictionary<string, string> environment,
        CancellationToken cancellation
    )
    {
        if (ClusterId is { } existing)
            return existing;
        if (Directory.Exists(records))
            Directory.Delete(records, recursive: true);

        // 'A' in front: an id that began with '-' would be taken for an option.
        var id = $"A{Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16))[1..]}";
        var result = await Command
            .RunAsync([kafka.Storage, "format", "-t", id, "-c", Settings], Path, cancellation, environment)
            .ConfigureAwait(false);
        if (result.ExitCode != 0)
            throw new EmbeddedPartException($"Kafka's storage could not be formatted in '{Path}':\n{result.Both}");
        await File.WriteAllTextAsync(clusterIdFile, id, cancellation).ConfigureAwait(false);
        return id;
    }

    /// <summary>One node, broker and controller in one process, everything on the loopback, sized for one machine.</summary>
    public void WriteSettings(int brokerPort, int controllerPort, IReadOnlyDictionary<string, string> further) =>
        File.WriteAllText(
            Settings,
            $"""
            # Written anew at every start.
            process.roles=broker,controller
            node.id=1
            controller.quorum.voters=1@127.0.0.1:{controllerPort}
            listeners=PLAINTEXT://127.0.0.1:{brokerPort},CONTROLLER://127.0.0.1:{controllerPort}
            advertised.listeners=PLAINTEXT://127.0.0.1:{brokerPort}
            listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
            controller.listener.names=CONTROLLER
            inter.broker.listener.name=PLAINTEXT
            log.dirs={records}
            # A single node has nobody to replicate to.
            default.replication.factor=1
            min.insync.replicas=1
            offsets.topic.replication.factor=1
            transaction.state.log.replication.factor=1
            transaction.state.log.min.isr=1
            # Few internal partitions, no wait before the first assignment, back at once after a kill.
            num.partitions=1
            offsets.topic.num.partitions=4
            transaction.state.log.num.partitions=4
            group.initial.rebalance.delay.ms=0
            broker.session.timeout.ms=3000
            broker.heartbeat.interval.ms=500
            # Positions of a demo that was put aside outlive a holiday.
            offsets.retention.minutes=43200
            transaction.max.timeout.ms=60000
            # Not before the session of a killed node has ended: until then it would find no leaders,
            # and forget transactions instead of ending them.
            transaction.abort.timed.out.transaction.cleanup.interval.ms=5000
            auto.create.topics.enable=false
            num.network.threads=2
            num.io.threads=2
            num.recovery.threads.per.data.dir=1
            log.cleaner.dedupe.buffer.size=16777216
            log.segment.bytes=67108864
            {string.Join('\n', further.Select(setting => $"{setting.Key}={setting.Value}"))}

            """
        );
}
