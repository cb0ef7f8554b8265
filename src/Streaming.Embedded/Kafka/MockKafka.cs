using System.Runtime.InteropServices;
using System.Text;
using Streaming.Contracts;

namespace Streaming.Embedded.Kafka;

/// <summary>
/// librdkafka's mock cluster: one broker inside this process that speaks the real protocol on a real socket, groups included. Records
/// live in memory, at most 5 MiB per partition (as produced, so compressed batches last longer): the oldest go first, whether they were
/// read or not. It accepts transactions but neither hides aborted records nor fences outdated producers. Topics come into being
/// when first used (with four partitions) or by <see cref="EnsureTopicsAsync"/>; all of them end with the process.
/// </summary>
public sealed class MockKafka : IKafkaBroker
{
    /// <summary>What the mock keeps of one partition, in bytes of batches as they were produced.</summary>
    public const int BytesKeptPerPartition = 5 * 1024 * 1024;

    private const int ErrorBytes = 512;
    private readonly Lock gate = new();
    private IntPtr client;
    private IntPtr cluster;

    private MockKafka(IntPtr client, IntPtr cluster)
    {
        this.client = client;
        this.cluster = cluster;
        BootstrapServers = Marshal.PtrToStringUTF8(MockLibrary.ClusterBootstraps(cluster))!;
    }

    public string BootstrapServers { get; }

    public KafkaGuarantee Guarantee => KafkaGuarantee.AtLeastOnce;

    public string Description =>
        $"Kafka is librdkafka's mock cluster in this process at {BootstrapServers}, in memory: "
        + "at least once (the mock cluster neither hides aborted records nor fences outdated producers)";

    public bool SupportsAdmin => false;

    /// <summary>New for every start, as the records of an earlier one are gone.</summary>
    public string ClusterId { get; } = $"mock-{Guid.NewGuid():N}";

    /// <exception cref="EmbeddedPartException">The native library is missing or refused.</exception>
    public static MockKafka Start()
    {
        var error = new byte[ErrorBytes];
        var conf = MockLibrary.ConfNew();
        _ = MockLibrary.ConfSet(conf, "client.id", "mock-cluster", error, ErrorBytes);
        _ = MockLibrary.ConfSet(conf, "log_level", "3", error, ErrorBytes);
        var client = MockLibrary.New(MockLibrary.ProducerType, conf, error, ErrorBytes);
        if (client == IntPtr.Zero)
            throw new EmbeddedPartException($"The mock cluster's client could not be made: {Encoding.UTF8.GetString(error).TrimEnd('\0')}");
        var cluster = MockLibrary.ClusterNew(client, 1);
        if (cluster == IntPtr.Zero)
        {
            MockLibrary.Destroy(client);
            throw new EmbeddedPartException("The mock cluster could not be made: it found no free port on the loopback.");
        }

        // Its own three seconds before the first assignment are for tests of the wait itself.
        MockLibrary.GroupInitialRebalanceDelay(cluster, 0);
        return new MockKafka(client, cluster);
    }

    public Task<IReadOnlyList<string>> EnsureTopicsAsync(
        IEnumerable<Topic> topics,
        int partitions,
        CancellationToken cancellation = default
    )
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(partitions, 1);
        var created = new List<string>();
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(cluster == IntPtr.Zero, this);
            foreach (var topic in topics)
            {
                var answer = MockLibrary.TopicCreate(cluster, topic.Name, partitions, 1);
                if (answer == 0)
                    created.Add(topic.Name);
                else if (answer != MockLibrary.TopicAlreadyExists)
                    throw new EmbeddedPartException($"The mock cluster did not create topic '{topic.Name}': error {answer}.");
            }
        }

        return Task.FromResult<IReadOnlyList<string>>(created);
    }

    public ValueTask DisposeAsync()
    {
        lock (gate)
        {
            if (cluster != IntPtr.Zero)
            {
                MockLibrary.ClusterDestroy(cluster);
                MockLibrary.Destroy(client);
                (cluster, client) = (IntPtr.Zero, IntPtr.Zero);
            }
        }

        return ValueTask.CompletedTask;
    }
}
