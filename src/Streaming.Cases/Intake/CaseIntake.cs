using Confluent.Kafka;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Streaming.Audit;
using Streaming.Cases.Store;
using Streaming.Kafka.Clients;
using Streaming.Kafka.Logs;
using Streaming.Kafka.Registry;
using Streaming.Kafka.Tracing;
using Streaming.Web;

namespace Streaming.Cases.Intake;

/// <summary>
/// Makes cases of alerts and reviews until it is told to stop. After a fault of a part (broker, database, registry) it discards what it has
/// in memory, pauses, and goes on at the stored positions. One instance works; others on the same database stand by.
/// </summary>
public sealed class CaseIntake : BackgroundService, IIntakeState
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    private readonly CaseStore store;
    private readonly IntakeSettings settings;
    private readonly IntakeDecoder decoder;
    private readonly CaseMetrics metrics;
    private readonly IntakeUpkeep upkeep;
    private readonly ILogger log;

    public CaseIntake(CaseStore store, IntakeSettings settings, ISchemaRegistry registry, CaseMetrics metrics, ILogger<CaseIntake> log)
    {
        (this.store, this.settings, this.metrics, this.log) = (store, settings, metrics, log);
        decoder = new IntakeDecoder(registry);
        upkeep = new IntakeUpkeep(store, settings, metrics);
    }

    /// <inheritdoc/>
    public string State { get; private set; } = "starting";

    /// <inheritdoc/>
    public bool IsFollowing { get; private set; }

    /// <summary>Records taken in by this instance.</summary>
    public long Records { get; private set; }

    /// <summary>Works until it is told to stop.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        var pause = FirstPause;
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await FollowAsync(() => pause = FirstPause, stop).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                break;
            }
            catch (Exception fault) when (fault is not OutOfMemoryException)
            {
                // Whatever it is: cases may be behind, and say so, but nothing else may end because of them.
                Tell(fault, pause);
                await Task.Delay(pause, store.Clock, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            }
        }

        (State, IsFollowing) = ("stopped", false);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => RunAsync(stoppingToken);

    private async Task FollowAsync(Action goesWell, CancellationToken stop)
    {
        var connection = await store.ConnectAsync(stop).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            while (!await HasTurnAsync(connection, stop).ConfigureAwait(false))
            {
                (State, IsFollowing) = ("another instance takes alerts in; this one stands by", true);
                await Task.Delay(settings.StandBy, store.Clock, stop).ConfigureAwait(false);
            }

            try
            {
                await TakeInAsync(connection, goesWell, stop).ConfigureAwait(false);
            }
            finally
            {
                await GiveTurnBackAsync(connection).ConfigureAwait(false);
            }
        }
    }

    private async Task TakeInAsync(NpgsqlConnection connection, Action goesWell, CancellationToken stop)
    {
        var logId = settings.LogId ?? await TopicIdentity.ReadAsync(settings.Client, IntakeRecord.Topics).ConfigureAwait(false);
        var writer = new IntakeWriter(store, settings.Policy, logId);
        if (await writer.ClaimAsync(connection, stop).ConfigureAwait(false) is { } earlier)
            log.LogWarning("Cases followed another log ({Earlier}); this one is read from its beginning, and the cases stay", earlier);
        using var reader = Reader(await writer.PositionsAsync(connection, stop).ConfigureAwait(false));
        var lookedAfterAt = 0L;
        (State, IsFollowing) = ("following the topics", true);
        while (true)
        {
            var batch = await Task.Run(() => reader.Read(settings.BatchSize, settings.BatchAge, stop), stop).ConfigureAwait(false);
            if (batch.Next.Count > 0)
                Note(batch, await writer.ApplyAsync(connection, batch, stop).ConfigureAwait(false));
            goesWell();
            if (lookedAfterAt != 0 && store.Clock.GetElapsedTime(lookedAfterAt) < settings.Housekeeping)
                continue;
            await upkeep.RunAsync(connection, stop).ConfigureAwait(false);
            lookedAfterAt = store.Clock.GetTimestamp();
        }
    }

    private void Note(LogBatch<IntakeRecord> batch, IntakeResult result)
    {
        Records += result.Records;
        metrics.Count(result);
        var now = store.Clock.GetUtcNow();
        foreach (var record in batch.Records)
            if (record.Fact is OrderAlert alert)
            {
                metrics.Observe(now - alert.Alert.RaisedAt);
                OrderTrace.End(alert.Span);
            }
            else if (record.Fact is NotUnderstood not)
                log.LogWarning("{Topic} {Partition} {Offset} made no case: {Why}", record.Topic, record.Partition, record.Offset, not.Why);
    }

    private BatchReader<IntakeRecord> Reader(IReadOnlyDictionary<(string Topic, int Partition), long> positions)
    {
        var options = new TopicReaderOptions
        {
            Client = settings.Client,
            Name = "case-intake",
            Complain = error => log.LogDebug("Intake: {Reason}", error.Reason),
            OnCut = cut =>
                log.LogWarning(
                    "Intake: {Partition} was cut at {First} before it was read; the records from {Wanted} on made no cases",
                    cut.Partition,
                    cut.First,
                    cut.Wanted
                ),
        };
        return new BatchReader<IntakeRecord>(options, IntakeRecord.Topics, decoder.Decode, positions, store.Clock);
    }

    private void Tell(Exception fault, TimeSpan pause)
    {
        IsFollowing = false;
        var why = KafkaReason.Of(fault) ?? FailureReason.Of(fault) ?? "the cases do not follow the topics; the log has the reason";
        if (State != why)
            log.LogWarning("The cases do not follow the topics: {Reason}", fault.Message);
        State = why;
        if (
            !DatabaseFailure.Is(fault)
            && fault is not (KafkaException or RegistryUnavailableException or InvalidOperationException or TimeoutException or IOException)
        )
            log.LogError(fault, "The intake failed unexpectedly; it begins anew at the stored positions in {Pause} s", pause.TotalSeconds);
    }

    /// <summary>A connection that goes back to the pool keeps its locks until somebody uses it again; one that broke has lost
    /// them.</summary>
    private static async Task GiveTurnBackAsync(NpgsqlConnection connection)
    {
        try
        {
            await connection.ExecuteAsync("select pg_advisory_unlock_all()", CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception gone) when (gone is NpgsqlException or InvalidOperationException)
        {
            // The server has ended the session, and with it the lock.
        }
    }

    /// <summary>The lock ends with its connection, which is the one that writes: whoever lost it cannot write.</summary>
    private async Task<bool> HasTurnAsync(NpgsqlConnection connection, CancellationToken stop)
    {
        var name = $"case intake {store.Tables.SchemaName}";
        var got = await connection
            .ReadAsync("select pg_try_advisory_lock(hashtextextended($1, 0))", row => row.GetBoolean(0), stop, name)
            .ConfigureAwait(false);
        return got[0];
    }
}
