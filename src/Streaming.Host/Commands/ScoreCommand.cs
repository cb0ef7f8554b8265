using System.CommandLine;
using System.Globalization;
using Streaming.Host.Scoring;
using Streaming.Host.Tables;
using Streaming.Kafka.Registry;
using Streaming.Marketplace;
using Streaming.Marketplace.Tables;
using Streaming.Models;
using Streaming.Replays.OfflineScoring;

namespace Streaming.Host.Commands;

/// <summary><c>score</c>: every delivered order of a history, with the code that scores live.</summary>
internal static class ScoreCommand
{
    public static Command Create()
    {
        var data = new PathOption("--data", PathUse.FolderToRead)
        {
            Description = "Folder with the marketplace's CSV tables",
            HelpName = "DIR",
        };
        var topics = new Option<string?>("--bootstrap", "--topics")
        {
            Description = "Score what the input topics of these brokers hold, instead of tables",
            HelpName = "HOST:PORT",
        };
        var model = new PathOption("--model", PathUse.FileToRead)
        {
            Description = "The artifact, as `train` wrote it",
            HelpName = "FILE",
            Required = true,
        };
        var scores = new PathOption("--out", PathUse.FileToWriteAnywhere)
        {
            Description = "Receives order_id,delivered_at,probability,tier,answered_before_delivery",
            HelpName = "FILE",
            Required = true,
        };
        var vectors = new PathOption("--vectors", PathUse.FileToWriteAnywhere)
        {
            Description = "Receives the feature vectors as float bits in hexadecimal",
            HelpName = "FILE",
        };
        var coordinates = new Option<bool>("--coordinates")
        {
            Description =
                "With --bootstrap: adds input_partition and input_offset after order_id, so that the versions of an order can be told "
                + "apart",
        };
        var command = new Command(
            "score",
            "Replays a history from empty histories and scores every delivered order. The same input gives the same bytes."
        )
        {
            data,
            topics,
            model,
            scores,
            vectors,
            coordinates,
        };
        command.Validators.Add(result =>
        {
            if (result.IsGiven(data) == result.IsGiven(topics))
                result.AddError("give either --data DIR or --bootstrap HOST:PORT");
            if (result.IsGiven(coordinates) && !result.IsGiven(topics))
                result.AddError("--coordinates needs --bootstrap HOST:PORT: rows of tables have no place in a topic");
        });
        command.SetAction(
            (parsed, stop) =>
                Task.Run(
                    () =>
                    {
                        var (_, serving) = ArtifactFile.Load("--model", parsed.GetValue(model)!);
                        var error = parsed.InvocationConfiguration.Error;
                        var found = parsed.GetValue(data) is { } folder
                            ? FromTables(folder, serving, error, stop)
                            : FromTopics(parsed, topics, serving, error, stop);
                        using var ordered = ScoreFiles.InOrder(
                            Counting(found, error, stop),
                            hasVectors: parsed.GetValue(vectors) is not null
                        );
                        ScoreFiles.WriteScores(ordered, parsed.GetValue(scores)!, parsed.GetValue(coordinates));
                        if (parsed.GetValue(vectors) is { } path)
                            ScoreFiles.WriteVectors(ordered, path, parsed.GetValue(coordinates));
                        error.WriteLine(
                            string.Create(
                                CultureInfo.InvariantCulture,
                                $"scored {ordered.Count:N0} delivered orders with {serving.Name} {serving.Version}"
                            )
                        );
                        return ExitCodes.Ok;
                    },
                    stop
                )
        );
        return command;
    }

    private static IEnumerable<BatchScore> FromTables(string folder, ServingModel model, TextWriter error, CancellationToken stop)
    {
        error.WriteLine($"reading the tables in {folder}");
        var tables = OlistTables.Read(folder, cancellation: stop);
        var log = EventLog.Build(tables);
        foreach (var line in TableSummary.Of(tables, log.Summary))
            error.WriteLine(line);
        var events = FutureEvents.Without(log.Events, out var beyond);
        foreach (var occurred in beyond)
            error.WriteLine(
                $"left out: order_id '{occurred.OrderId}': {(occurred.Delivery is null ? "review" : "delivery")} "
                    + $"recorded at {occurred.RecordedAt}; expected: {FutureEvents.Rule}. Repair the row's times"
            );
        var (refusals, unseen) = (new Refusals(), new UnseenTally(model.Categories));
        var taken = refusals.Without(events);
        foreach (var occurred in taken)
        {
            if (occurred.Delivery is { } delivery)
                unseen.Add(delivery);
        }

        foreach (var line in refusals.Lines("they are left out here too").Concat(unseen.Lines()))
            error.WriteLine(line);
        return new BatchScorer(model).Replay(taken);
    }

    private static IEnumerable<BatchScore> FromTopics(
        ParseResult parsed,
        Option<string?> topics,
        ServingModel model,
        TextWriter error,
        CancellationToken stop
    )
    {
        var settings = CommandOptions.LoadSettings(parsed, topics);
        using var registry = new ConfluentRegistry(settings.ToRegistryConfig());
        var log = new TopicLog(settings.Scorer.ToScorerSettings(settings.Kafka.ToClientConfig()), registry);
        using (var line = new ProgressLine(error, TimeProvider.System))
        {
            var progress = new ProgressReporter<long>(records =>
                line.Show(null, string.Create(CultureInfo.InvariantCulture, $"read {records:N0} records"))
            );
            foreach (var score in new BatchScorer(model).Replay(log, progress, stop))
                yield return score;
        }

        foreach (var line in log.LeftOut.Lines)
            error.WriteLine(line);
        if (log.Rejected > 0)
            error.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{log.Rejected:N0} records cannot be scored; the live scorer dead-letters them"
                )
            );
    }

    private static IEnumerable<BatchScore> Counting(IEnumerable<BatchScore> scores, TextWriter error, CancellationToken stop)
    {
        using var line = new ProgressLine(error, TimeProvider.System);
        const int every = 1_000;
        var count = 0;
        foreach (var score in scores)
        {
            stop.ThrowIfCancellationRequested();
            if (++count % every == 0)
                line.Show(null, string.Create(CultureInfo.InvariantCulture, $"scored {count:N0}, at {score.DeliveredAt}"));
            yield return score;
        }
    }
}
