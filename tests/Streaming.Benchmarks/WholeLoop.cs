using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Prometheus;
using Streaming.Kafka.Registry;
using Streaming.Scorer;
using Streaming.Scorer.ModelSwap;
using Streaming.Scorer.Monitoring;
using Streaming.Testing;

namespace Streaming.Benchmarks;

/// <summary>What one run of the scorer over a backlog took.</summary>
/// <param name="Histories">Reading both input logs to their end, with one thread, before the first order is scored.</param>
/// <param name="Scoring">From the first batch polled to the last commit.</param>
/// <param name="CpuSeconds">Of this process over both, the client library's threads included.</param>
/// <param name="AllocatedBytes">Managed, over both.</param>
internal sealed record BacklogRun(TimeSpan Histories, TimeSpan Scoring, double CpuSeconds, long AllocatedBytes);

/// <summary>One scorer as it serves, in this process.</summary>
internal sealed class WholeLoop : IAsyncDisposable
{
    private readonly TemporaryFolder cache = new("bench-cache");
    private readonly ScorerMetrics metrics = new(Metrics.WithCustomRegistry(Metrics.NewCustomRegistry()));
    private readonly CancellationTokenSource stop = new();
    private readonly ServiceProvider services;
    private readonly ScorerService service;
    private Task running = Task.CompletedTask;

    public WholeLoop(ScorerSettings settings, ISchemaRegistry registry, byte[] artifact)
    {
        services = new ServiceCollection()
            .AddLogging()
            .AddSingleton(registry)
            .AddSingleton(new ArtifactCache(cache.Path, (_, _) => Task.FromResult<byte[]?>(artifact)))
            .AddSingleton(metrics)
            .AddScorer(settings)
            .BuildServiceProvider();
        service = services.GetRequiredService<ScorerService>();
    }

    /// <summary>Scores so many deliveries from the beginning of the log.</summary>
    public BacklogRun RunBacklog(long deliveries, StepTimes steps, CancellationToken cancelled)
    {
        var process = Process.GetCurrentProcess();
        Start();
        Await(() => service.Models.Current is not null, cancelled);
        var (startedAt, cpu, allocated) = (Stopwatch.GetTimestamp(), process.TotalProcessorTime, GC.GetTotalAllocatedBytes());
        Await(() => service.IsScoring, cancelled);
        var current = Stopwatch.GetElapsedTime(startedAt);
        Await(() => Done() >= deliveries, cancelled);
        process.Refresh();
        return new BacklogRun(
            current,
            steps.Elapsed,
            (process.TotalProcessorTime - cpu).TotalSeconds,
            GC.GetTotalAllocatedBytes() - allocated
        );
    }

    /// <summary>Starts and returns when orders are scored as they come.</summary>
    public void StartScoring(CancellationToken cancelled)
    {
        Start();
        Await(() => service.IsScoring, cancelled);
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await running;
        await services.DisposeAsync();
        stop.Dispose();
        cache.Dispose();
    }

    private void Start() => running = Task.Run(() => service.RunAsync(stop.Token));

    private double Done() =>
        metrics.Duplicates.Value + metrics.Predictions.GetAllLabelValues().Sum(labels => metrics.Predictions.WithLabels(labels).Value);

    private void Await(Func<bool> condition, CancellationToken cancelled)
    {
        while (!condition())
        {
            cancelled.ThrowIfCancellationRequested();
            if (running.IsCompleted)
                throw new InvalidOperationException("the scorer ended", running.Exception);
            Thread.Sleep(1); // how precisely the moment is seen
        }
    }
}
