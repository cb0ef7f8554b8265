using Confluent.Kafka;
using Prometheus;
using Streaming.Scorer.Histories;
using Streaming.Scorer.Monitoring;
using Streaming.Testing;
using Xunit;

namespace Streaming.Scorer.Tests.Histories;

public sealed class HistorySnapshotsTests
{
    [Fact]
    public void what_was_never_saved_is_forgotten_without_a_word()
    {
        using var folder = new TemporaryFolder("snapshots");
        var settings = new ScorerSettings
        {
            Client = new ClientConfig(),
            Instance = "scorer-1",
            HistoryFolder = folder.Below("not-made-yet"),
        };
        var metrics = new ScorerMetrics(Metrics.WithCustomRegistry(Metrics.NewCustomRegistry()));
        var log = new LogLines();

        new HistorySnapshots(settings, metrics, TimeProvider.System, log).Forget();

        Assert.Empty(log.Lines);
    }
}
