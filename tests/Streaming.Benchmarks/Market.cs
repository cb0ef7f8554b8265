using System.Globalization;
using Streaming.Contracts.Events;
using Streaming.Features.Histories;
using Streaming.Marketplace;
using Streaming.Marketplace.Synthetic;
using Streaming.Models;
using Streaming.Models.Artifacts;
using Streaming.Retraining.OneOff;
using Streaming.Training;

namespace Streaming.Benchmarks;

/// <summary>A generated marketplace and a model trained on another one, both kept between runs.</summary>
internal static class Market
{
    public const string ModelName = "satisfaction";
    private const int TrainingOrders = 30_000;
    private const int TrainingSeed = 2;

    /// <summary>All events in event-time order.</summary>
    public static IReadOnlyList<MarketEvent> Events(BenchmarkOptions options, CancellationToken stop) =>
        Events(options, options.Orders, 1, stop);

    /// <summary>
    /// The artifact of a real training. Its histories are empty: they would be of another marketplace, and what is measured counts its
    /// histories from the log.
    /// </summary>
    public static byte[] Artifact(BenchmarkOptions options, CancellationToken stop)
    {
        var path = Path.Combine(options.DataFolder, "bench.model");
        if (File.Exists(path) && IfOfThisProgram(File.ReadAllBytes(path)) is { } kept)
            return kept;
        options.Say($"training a model on {TrainingOrders:N0} generated orders (kept in {path})");
        var request = new TrainingRequest
        {
            Events = Events(options, TrainingOrders, TrainingSeed, stop),
            DataHash = "",
            Plan = new TrainingPlan { ModelName = ModelName },
        };
        var trained = ServingModel.Load(OneOffTraining.Run(request, cancellation: stop).Artifact);
        using var histories = new MemoryStream();
        new HistoryTable().Save(histories, withPositions: false);
        var artifact = ArtifactWriter.Write(trained.Content with { Histories = histories.ToArray() });
        ArtifactWriter.Save(path, artifact);
        return artifact;
    }

    private static byte[]? IfOfThisProgram(byte[] artifact)
    {
        try
        {
            ServingModel.Load(artifact).LoadHistories();
            return artifact;
        }
        catch (ArtifactException)
        {
            return null;
        }
    }

    private static IReadOnlyList<MarketEvent> Events(BenchmarkOptions options, int orders, int seed, CancellationToken stop) =>
        EventLog.Read(Tables(options, orders, seed, stop), cancellation: stop).Events;

    /// <summary>The folder of the marketplace's tables.</summary>
    public static string Tables(BenchmarkOptions options, int orders, int seed, CancellationToken stop)
    {
        var folder = Path.Combine(options.DataFolder, string.Create(CultureInfo.InvariantCulture, $"marketplace-{orders}-{seed}"));
        Directory.CreateDirectory(options.DataFolder);
        if (!Directory.Exists(folder))
            SyntheticMarketplace.Generate(orders, seed, folder, null, stop);
        return folder;
    }
}
