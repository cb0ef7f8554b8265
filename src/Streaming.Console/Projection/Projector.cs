using Confluent.Kafka;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Streaming.Console.Projection.Lag;
using Streaming.Console.Projection.Windows;
using Streaming.Console.Storage;
using Streaming.Kafka.Clients;
using Streaming.Kafka.Logs;
using Streaming.Kafka.Registry;
using Streaming.Models.Policy;
using Streaming.Web;

namespace Streaming.Console.Projection;

/// <summary>
/// Keeps the read models up with the topics until it is told to stop. After a fault of a part (broker, database, registry) it discards what
/// it has in memory, pauses, and goes on at the stored positions. One instance projects; others on the same database stand by.
/// </summary>
public sealed class Projector : BackgroundService, IProjectionState
{
    private const string Turn = "select pg_try_advisory_lock(hashtextextended('console projector', 0))";

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    private readonly ConsoleDatabase database;
    private readonly ProjectorSettings settings;
    private readonly RecordDecoder decoder;
    private readonly ReferenceFinder references;
    private readonly TimeProvider clock;
    private readonly ILogger log;

    /// <param name="artifact">An artifact by its SHA-256, or null when it is not known.</param>
    public Projector(
        ConsoleDatabase database,
        ProjectorSettings settings,
        ISchemaRegistry registry,
        Func<string, CancellationToken, Task<byte[]?>> artifact,
        TimeProvider clock,
        ILogger log
    )
    {
        (this.database, this.settings, this.clock, this.log) = (database, settings, clock, log);
        decoder = new RecordDecoder(registry);
        references = new ReferenceFinder(artifact, log);
    }

    /// <inheritdoc/>
    public string State { get; private set; } = "starting";

    /// <inheritdoc/>
    public bool IsFollowing { get; private set; }

    /// <summary>Records projected by this instance.</summary>
    public long Records { get; private set; }

    /// <summary>Projects until it is told to stop.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        var pause = FirstPause;
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await FollowAsync(() => pause = FirstPause, stop);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                break;
            }
            catch (Exception fault) when (fault is not OutOfMemoryException)
            {
                // Whatever it is: pages may be behind, and say so, but nothing else may end because of them.
                IsFollowing = false;
                var why =
                    KafkaReason.Of(fault) ?? FailureReason.Of(fault) ?? "the read models do not follow the topics; the log has the reason";
                if (State != why)
                    log.LogWarning("The console's read models do not follow the topics: {Reason}", fault.Message);
                State = why;
                if (
                    fault
                    is not (
                        NpgsqlException
                        or KafkaException
                        or RegistryUnavailableException
                        or InvalidOperationException
                        or TimeoutException
                        or IOException
                    )
                )
                    log.LogError(
                        fault,
                        "The projector failed unexpectedly; it begins anew at the stored positions in {Pause} s",
                        pause.TotalSeconds
                    );
                await Task.Delay(pause, clock, stop)
                    .ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            }
        }

        (State, IsFollowing) = ("stopped", false);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => RunAsync(stoppingToken);

    private async Task FollowAsync(Action goesWell, CancellationToken stop)
    {
        await using var connection = await database.ConnectAsync(stop);
        while (!await HasTurnAsync(connection, stop))
        {
            (State, IsFollowing) = ("another instance projects; this one stands by", true);
            await Task.Delay(settings.StandBy, clock, stop);
        }

        try
        {
            await ProjectAsync(connection, goesWell, stop);
        }
        finally
        {
            await GiveTurnBackAsync(connection);
        }
    }

    private async Task ProjectAsync(NpgsqlConnection connection, Action goesWell, CancellationToken stop)
    {
        var logId = settings.LogId ?? await TopicIdentity.ReadAsync(settings.Client, RecordDecoder.Topics.Select(topic => topic.Name));
        var writer = new ProjectionWriter(logId, clock);
        if (await writer.ClaimAsync(connection, stop) is { } earlier)
            log.LogWarning("The console's read models told about another log ({Earlier}); they are built anew from this one", earlier);
        using var reader = new ProjectionReader(settings, decoder, await ProjectionWriter.PositionsAsync(connection, stop), clock, log);
        await using var lag = new LagMonitor(settings, clock);
        var lookedAfterAt = 0L;
        (State, IsFollowing) = ("following the topics", true);
        while (true)
        {
            var batch = await Task.Run(() => reader.Read(stop), stop);
            if (batch.Next.Count > 0)
                Records += await writer.ApplyAsync(connection, batch, stop);
            goesWell();
            if (lookedAfterAt != 0 && clock.GetElapsedTime(lookedAfterAt) < settings.Housekeeping)
                continue;
            await references.FindMissingAsync(connection, stop);
            await lag.WriteAsync(connection, stop);
            await Retention.ApplyAsync(connection, settings, clock, stop);
            lookedAfterAt = clock.GetTimestamp();
        }
    }

    /// <summary>A connection that goes back to the pool keeps its locks until somebody uses it again; one that broke has lost
    /// them.</summary>
    private static async Task GiveTurnBackAsync(NpgsqlConnection connection)
    {
        try
        {
            await connection.ExecuteAsync("select pg_advisory_unlock_all()", CancellationToken.None);
        }
        catch (Exception gone) when (gone is NpgsqlException or InvalidOperationException)
        {
            // The server has ended the session, and with it the lock.
        }
    }

    /// <summary>The lock ends with its connection, which is the one that writes: whoever lost it cannot write.</summary>
    private static async Task<bool> HasTurnAsync(NpgsqlConnection connection, CancellationToken stop)
    {
        await using var command = connection.Command(Turn);
        return (bool)(await command.ExecuteScalarAsync(stop))!;
    }
}
