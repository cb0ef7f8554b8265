using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Streaming.Contracts;
using Streaming.Host.Configuration;

namespace Streaming.Host.Cluster;

/// <summary>Compares the topic table with a cluster and makes what is missing. Not for concurrent use.</summary>
public sealed class TopicAdministration : IDisposable
{
    private readonly KafkaOptions options;
    private readonly TimeSpan timeout;
    private readonly IAdminClient admin;
    private readonly BrokerComplaints complaints = new();

    /// <param name="timeout">The longest that one request may take.</param>
    public TopicAdministration(KafkaOptions options, TimeSpan timeout)
    {
        this.options = options;
        this.timeout = timeout;

        // The client logs every failed connection attempt on standard error; the exception at the end says it once.
        admin = complaints.Listen(options.ToClientConfig());
    }

    /// <summary>The table in its order, with what the cluster has. Only reads: asks for all topics, since asking for one by name may make
    /// it.</summary>
    /// <exception cref="FailedException">No broker answered in time.</exception>
    public async Task<IReadOnlyList<ExistingTopic>> ListAsync()
    {
        var partitions = await PartitionsByTopicAsync();
        var present = Topics.All.Where(t => partitions.ContainsKey(t.Name)).ToList();
        var configs = await DescribeAsync(present);
        var hidden = await HiddenAsync([.. Topics.All.Select(t => t.Name).Where(name => !partitions.ContainsKey(name))]);
        return
        [
            .. Topics.All.Select(t =>
                partitions.TryGetValue(t.Name, out var count)
                    ? new ExistingTopic(
                        t,
                        count,
                        Together(TooFew(t, count, partitions), configs is null ? null : Differences(t, configs[t.Name]))
                    )
                    : new ExistingTopic(t, null, null, hidden.Contains(t.Name))
            ),
        ];
    }

    /// <summary>Makes the topics of the table that the cluster lacks, those that another made meanwhile included; leaves the others
    /// alone.</summary>
    /// <returns>The topics made.</returns>
    /// <exception cref="FailedException">No broker answered in time, or it takes no such request, or refused it.</exception>
    public async Task<IReadOnlyList<Topic>> CreateMissingAsync()
    {
        var partitions = await PartitionsByTopicAsync();
        var missing = Topics.All.Where(t => !partitions.ContainsKey(t.Name)).ToList();
        if (missing.Count == 0)
            return [];
        try
        {
            return await CreateAsync(missing);
        }
        catch (FailedException unknown) when (unknown.Message.Contains(Topic.MostAheadSetting, StringComparison.Ordinal))
        {
            // Brokers before Kafka 3.6 do not know the setting. `topics list` says so.
            return await CreateAsync([.. missing.Select(t => t with { MostAhead = null })]);
        }
    }

    private async Task<IReadOnlyList<Topic>> CreateAsync(List<Topic> missing)
    {
        try
        {
            await admin.CreateTopicsAsync(
                missing.Select(Specify),
                new CreateTopicsOptions { RequestTimeout = timeout, OperationTimeout = timeout }
            );
            return missing;
        }
        catch (CreateTopicsException e)
        {
            var refused = e.Results.Where(r => r.Error.IsError && r.Error.Code != ErrorCode.TopicAlreadyExists).ToList();
            if (refused.Count > 0)
                throw new FailedException(
                    $"topics not made: {string.Join("; ", refused.Select(r => $"{r.Topic}: {r.Error.Reason}{Right(r.Error.Code)}"))}",
                    e
                );
            return [.. missing.Where(t => e.Results.Any(r => r.Topic == t.Name && !r.Error.IsError))];
        }
        catch (KafkaException e) when (e.Error.Code is ErrorCode.Local_UnsupportedFeature or ErrorCode.Local_TimedOut)
        {
            // A cluster without a controller looks like one whose controller is away: the client waits for it until the time is up.
            throw new FailedException(
                $"the broker at {options.BootstrapServers} took no admin request within {timeout.TotalSeconds:0.#} s; "
                    + $"the embedded one never does: it makes a topic when it is first used",
                e
            );
        }
    }

    public void Dispose() => admin.Dispose();

    private async Task<Dictionary<string, int>> PartitionsByTopicAsync()
    {
        try
        {
            return admin.GetMetadata(timeout).Topics.ToDictionary(t => t.Topic, t => t.Partitions.Count);
        }
        catch (KafkaException e)
        {
            await complaints.ProbeAsync(options.ToClientConfig());
            throw new FailedException(
                complaints.Latest is { } why
                    ? $"Kafka:BootstrapServers is '{options.BootstrapServers}': no connection within {timeout.TotalSeconds:0.#} s: {why}"
                    : $"Kafka:BootstrapServers is '{options.BootstrapServers}': no broker answered within {timeout.TotalSeconds:0.#} s: "
                        + $"{e.Error.Reason}",
                e
            );
        }
    }

    /// <summary>
    /// The topics that this user may not see: a list of all leaves them out, as if they were not there. Asked for in a way that makes none.
    /// </summary>
    private async Task<HashSet<string>> HiddenAsync(List<string> absent)
    {
        if (absent.Count == 0)
            return [];
        try
        {
            await admin.DescribeTopicsAsync(TopicCollection.OfTopicNames(absent), new DescribeTopicsOptions { RequestTimeout = timeout });
            return [];
        }
        catch (DescribeTopicsException partly)
        {
            return [.. partly.Results.TopicDescriptions.Where(t => t.Error.Code == ErrorCode.TopicAuthorizationFailed).Select(t => t.Name)];
        }
        catch (KafkaException)
        {
            return []; // a broker without this request
        }
    }

    private string Right(ErrorCode code) =>
        code switch
        {
            ErrorCode.TopicAuthorizationFailed or ErrorCode.ClusterAuthorizationFailed =>
                $" (user '{options.SaslUsername ?? "of the client certificate, or none"}' lacks the right CREATE on the cluster or this "
                    + $"topic)",
            ErrorCode.PolicyViolation => " (a policy of the cluster)",
            _ => "",
        };

    /// <returns>Null when the broker does not describe topics.</returns>
    private async Task<Dictionary<string, Dictionary<string, ConfigEntryResult>>?> DescribeAsync(List<Topic> present)
    {
        if (present.Count == 0)
            return [];
        try
        {
            var results = await admin.DescribeConfigsAsync(
                present.Select(t => new ConfigResource { Type = ResourceType.Topic, Name = t.Name }),
                new DescribeConfigsOptions { RequestTimeout = timeout }
            );
            return results.ToDictionary(r => r.ConfigResource.Name, r => r.Entries);
        }
        catch (KafkaException)
        {
            return null;
        }
    }

    private TopicSpecification Specify(Topic topic) =>
        new()
        {
            Name = topic.Name,
            NumPartitions = topic.Partitions > 1 ? options.Partitions ?? topic.Partitions : 1,
            ReplicationFactor = (short)options.ReplicationFactor,
            Configs = topic.ToSettings(),
        };

    internal static List<string> Differences(Topic topic, Dictionary<string, ConfigEntryResult> actual)
    {
        // A topic that stamps its records itself takes no producer's timestamp.
        var stampsItself = actual.TryGetValue("message.timestamp.type", out var type) && type.Value == "LogAppendTime";
        var settings = topic.ToSettings().Where(c => c.Key != Topic.MostAheadSetting || !stampsItself).ToList();
        return
        [
            .. settings
                .Where(c => actual.TryGetValue(c.Key, out var entry) && entry.Value != c.Value)
                .Select(c => $"{c.Key} is {actual[c.Key].Value}, not {c.Value}"),
            .. settings
                .Where(c => c.Key == Topic.MostAheadSetting && !actual.ContainsKey(c.Key))
                .Select(c =>
                    $"{c.Key} is unknown to this broker, which takes any timestamp: let the topic stamp its records "
                    + "(message.timestamp.type=LogAppendTime), or a wrong clock goes unnoticed"
                ),
        ];
    }

    /// <summary>
    /// Dead letters and their releases keep the partition numbers of the deliveries: with fewer partitions the scorer stops.
    /// </summary>
    internal static string? TooFew(Topic topic, int count, IReadOnlyDictionary<string, int> partitions) =>
        topic.Name is var name
        && (name == Topics.OrderDeliveredDeadLetters.Name || name == Topics.OrderDeliveredRedrives.Name)
        && partitions.TryGetValue(Topics.OrderDelivered.Name, out var inputs)
        && count < inputs
            ? $"fewer than the {inputs} of {Topics.OrderDelivered.Name}: the scorer waits until it has as many (kafka-topics.sh --alter "
                + $"--partitions {inputs})"
            : null;

    private static List<string>? Together(string? first, List<string>? others) => first is null ? others : [first, .. others ?? []];
}
