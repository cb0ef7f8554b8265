using System.Diagnostics;
using System.Globalization;
using System.Net;
using Streaming.Embedded.Kafka;
using Streaming.Kafka.Registry;

namespace Streaming.Fuzz.Service;

/// <summary>
/// The running program between a real Kafka and its clients. Every acknowledged delivery must be scored or dead-lettered, once; the program
/// must go on, answer and
/// keep its memory; and after all of it good orders must be scored as before.
/// </summary>
internal static class ServiceEntrance
{
    private const int RecordsPerTurn = 2_000;
    private const int MostWaiting = 20_000;
    private const int HttpClients = 2;
    private const int GoodAtTheEnd = 500;

    /// <summary>What a scorer with a small market's histories and some hundred thousand parked and remembered orders takes, several times
    /// over.</summary>
    private const long MostResidentBytes = 3L * 1024 * 1024 * 1024;

    private static readonly TimeSpan LongestStandstill = TimeSpan.FromMinutes(2);

    public static async Task<IReadOnlyList<EntranceReport>> RunAsync(FuzzOptions options, TimeSpan time, CancellationToken stop)
    {
        var topics = new EntranceReport("topics", options.Findings);
        var http = new EntranceReport("http", options.Findings);
        if (Environment.GetEnvironmentVariable(KafkaBrokers.HomeVariable) is not { Length: > 0 } home)
        {
            options.Say($"service: left out, {KafkaBrokers.HomeVariable} names no Apache Kafka distribution");
            return [];
        }

        await using var parts = new ServiceParts();
        await parts.StartAsync(home, stop);
        using var registry = new ConfluentRegistry(new SchemaRegistryConfig { Url = parts.RegistryUrl });
        var sent = new SentRecords(parts.BootstrapServers, registry, topics);
        using var reading = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var reader = Task.Factory.StartNew(() => sent.Follow(reading.Token), TaskCreationOptions.LongRunning);
        using var fuzzer = new TopicFuzzer(
            parts.BootstrapServers,
            registry,
            Marketplace.EventLog.Read(parts.Model.Market, cancellation: stop).Events,
            sent,
            topics,
            options.Seed
        );

        using var asking = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var clients = Enumerable
            .Range(0, HttpClients)
            .Select(client => new HttpFuzzer(parts.Address, http, options.Seed + client))
            .ToList();
        var questions = clients.Select(client => Task.Run(() => client.RunAsync(asking.Token), stop)).ToList();
        var began = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(began) < time && !parts.HasEnded && !topics.IsFull)
        {
            fuzzer.Send(RecordsPerTurn);
            if (!await SettlesAsync(parts, sent, () => Task.FromResult<long>(MostWaiting), stop))
                break;
        }

        await asking.CancelAsync();
        await Task.WhenAll(questions);
        await RequireSoundAsync(parts, sent, fuzzer, topics, stop);
        await reading.CancelAsync();
        await reader;
        Count(topics, http, sent, fuzzer, parts, clients);
        foreach (var client in clients)
            client.Dispose();
        return [topics, http];
    }

    /// <summary>Waits while more than so many records have no outcome and some go on getting theirs.</summary>
    private static async Task<bool> SettlesAsync(ServiceParts parts, SentRecords sent, Func<Task<long>> most, CancellationToken stop)
    {
        var (last, since) = (sent.Waiting, Stopwatch.GetTimestamp());
        while (sent.Waiting > await most())
        {
            if (parts.HasEnded)
                return false;
            if (sent.Waiting < last)
                (last, since) = (sent.Waiting, Stopwatch.GetTimestamp());
            if (Stopwatch.GetElapsedTime(since) > LongestStandstill)
                return false;
            await Task.Delay(TimeSpan.FromMilliseconds(50), stop);
        }

        return true;
    }

    private static async Task RequireSoundAsync(
        ServiceParts parts,
        SentRecords sent,
        TopicFuzzer fuzzer,
        EntranceReport report,
        CancellationToken stop
    )
    {
        if (parts.HasEnded)
        {
            report.Find($"the program ended: {parts.LastWords}");
            return;
        }

        using var http = new HttpClient { BaseAddress = parts.Address };
        var hasSettled = await SettlesAsync(parts, sent, () => DuplicatesAsync(http, stop), stop);
        var duplicates = await DuplicatesAsync(http, stop);
        if (!hasSettled || sent.Waiting != duplicates)
            report.Find(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{sent.Waiting} deliveries were neither scored nor dead-lettered, {duplicates} were ignored as repeated; "
                        + $"{parts.LastWords}"
                )
            );
        var before = sent.Scored;
        fuzzer.SendGood(GoodAtTheEnd);
        if (!await SettlesAsync(parts, sent, () => DuplicatesAsync(http, stop), stop))
            report.Find($"good orders wait at the end: {parts.LastWords}");
        if (sent.Scored - before < GoodAtTheEnd)
            report.Find(
                string.Create(CultureInfo.InvariantCulture, $"of {GoodAtTheEnd} good orders at the end {sent.Scored - before} were scored")
            );
        using var live = await http.GetAsync("/health/live", stop);
        if (live.StatusCode != HttpStatusCode.OK)
            report.Find($"/health/live answers {(int)live.StatusCode} at the end");
        if (parts.ResidentBytes > MostResidentBytes)
            report.Find(string.Create(CultureInfo.InvariantCulture, $"the program holds {parts.ResidentBytes / 1048576:N0} MiB"));
    }

    private static async Task<long> DuplicatesAsync(HttpClient http, CancellationToken stop)
    {
        const string name = "duplicate_deliveries_total ";
        var metrics = await http.GetStringAsync("/metrics", stop);
        var line = metrics.Split('\n').FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal));
        return line is null ? 0 : (long)double.Parse(line[name.Length..], CultureInfo.InvariantCulture);
    }

    private static void Count(
        EntranceReport topics,
        EntranceReport http,
        SentRecords sent,
        TopicFuzzer fuzzer,
        ServiceParts parts,
        List<HttpFuzzer> clients
    )
    {
        topics.Counts["scored"] = sent.Scored;
        topics.Counts["dead-lettered"] = sent.DeadLettered;
        topics.Counts["repeated"] = sent.Waiting;
        topics.Counts["refused by the broker"] = fuzzer.RefusedByBroker;
        topics.Counts["resident MiB"] = parts.ResidentBytes / 1048576;
        foreach (var (status, count) in clients.SelectMany(client => client.Answers))
        {
            var key = string.Create(CultureInfo.InvariantCulture, $"HTTP {status}");
            http.Counts[key] = http.Counts.GetValueOrDefault(key) + count;
        }
    }
}
