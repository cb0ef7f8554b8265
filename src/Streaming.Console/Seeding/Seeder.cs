using Streaming.Console.Projection;
using Streaming.Console.Projection.Windows;
using Streaming.Console.Storage;
using Streaming.Contracts;
using Streaming.Contracts.Events;
using Streaming.Models;

namespace Streaming.Console.Seeding;

/// <summary>
/// Fills the read models with made-up orders, through the code that projects real ones: to measure pages and to look at them. Their log is
/// none of Kafka's, so a
/// projector that follows a cluster drops them.
/// </summary>
public static class Seeder
{
    private const int BatchOrders = 5_000;
    private const int WindowOrders = 500;
    private const int TrainingOrders = 60_000;

    /// <summary>Seeds, or goes on where an equal seed was interrupted.</summary>
    /// <param name="progress">Told the orders that are there, after every batch.</param>
    /// <exception cref="SeedRefusedException">The read models tell about another log, and <see cref="SeedOptions.Replace"/> is not
    /// set.</exception>
    public static async Task RunAsync(
        ConsoleDatabase database,
        SeedOptions options,
        TimeProvider clock,
        IProgress<long>? progress,
        CancellationToken cancellation
    )
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Orders, 1);
        await using var connection = await database.ConnectAsync(cancellation);
        var earlier = (
            await connection.QueryAsync("select log_id from console.source", row => row.GetString(0), cancellation)
        ).SingleOrDefault();
        if (earlier is not null && earlier != options.LogId && !options.Replace)
            throw new SeedRefusedException($"the console's read models tell about another log ({earlier}); --replace throws them away");
        var writer = new ProjectionWriter(options.LogId, clock);
        await writer.ClaimAsync(connection, cancellation);
        var orders = new SeededOrders(options, clock.GetUtcNow());
        var features = new SeededFeatures();
        var random = new Random(unchecked((int)options.Seed + 1));
        var offsets = new Dictionary<string, long>();
        for (var from = 0L; from < options.Orders; from += BatchOrders)
        {
            var records = new List<ProjectedRecord>();
            var (first, last) = (from, Math.Min(from + BatchOrders, options.Orders));
            for (var index = first; index < last; index++)
            {
                var (score, alert) = orders.Next(index);
                Add(Topics.SatisfactionScored.Name, score);
                if (alert is not null)
                    Add(alert.Tier == "RED" ? Topics.AlertsRed.Name : Topics.AlertsYellow.Name, alert);
                features.Add(score.Probability, orders.ProgressOf(index), random);
                if ((index + 1) % WindowOrders == 0 || index + 1 == options.Orders)
                    Add(Topics.ScoringWindows.Name, Window(features.Take(), score));
            }

            await writer.ApplyAsync(
                connection,
                new ProjectionBatch(records, offsets.ToDictionary(topic => (topic.Key, 0), topic => topic.Value)),
                cancellation
            );
            progress?.Report(last);

            void Add(string topic, object fact)
            {
                var offset = offsets.GetValueOrDefault(topic);
                offsets[topic] = offset + 1;
                records.Add(new ProjectedRecord(topic, 0, offset, fact));
            }
        }

        var training = new Random(unchecked((int)options.Seed + 2));
        var reference = SeededFeatures.ReferenceOf(Enumerable.Range(0, TrainingOrders).Select(_ => SeededOrders.AtTraining(training)));
        await ReferenceFinder.StoreAsync(connection, SeededOrders.ModelSha256, BinLayout.Of(reference), reference, cancellation);
        await connection.ExecuteAsync("analyze console.orders, console.tier_hours, console.alerts, console.window_days", cancellation);
    }

    private static ScoringWindow Window((long[] Score, FeatureHistogram[] Features) counts, SatisfactionScored last) =>
        new()
        {
            EventId = last.EventId,
            RecordedAt = last.RecordedAt,
            Instance = "seeded",
            StartedAt = last.ScoredAt,
            EndedAt = last.ScoredAt,
            StreamFrom = last.RecordedAt,
            ModelName = SeededOrders.ModelName,
            ModelSha256 = SeededOrders.ModelSha256,
            DecisionNumber = 1,
            FeatureVersion = "1",
            Scored = counts.Score.Sum(),
            Green = 0,
            Yellow = 0,
            Red = 0,
            AnsweredBeforeDelivery = 0,
            DeadLettered = 0,
            Duplicates = 0,
            ScoreHistogram = counts.Score,
            FeatureHistograms = counts.Features,
        };
}
