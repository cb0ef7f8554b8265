using Prometheus;
using Streaming.Quality.Tables;

namespace Streaming.Host.Web;

/// <summary>
/// What the process itself tells: processor, memory, handles and threads by the client library, garbage collection and the thread pool
/// here. The library would also export every event
/// counter and meter of the runtime, under names that change from version to version: left out.
/// </summary>
public static class ProcessMetrics
{
    private static readonly Lock Gate = new();
    private static bool isExported;

    /// <summary>Once for the process, before the first scrape; later calls do nothing.</summary>
    public static void Export()
    {
        lock (Gate)
        {
            if (isExported)
                return;
            isExported = true;
            Metrics.SuppressDefaultMetrics(new SuppressDefaultMetricOptions { SuppressEventCounters = true, SuppressMeters = true });
            AddTo(Metrics.DefaultRegistry);
        }
    }

    /// <summary>Adds the runtime's figures to a registry.</summary>
    public static void AddTo(CollectorRegistry registry)
    {
        var metrics = Metrics.WithCustomRegistry(registry);
        var pause = metrics.CreateCounter("dotnet_gc_pause_seconds_total", "Time for which the garbage collector has paused the process.");
        var allocated = metrics.CreateCounter("dotnet_gc_allocated_bytes_total", "Memory that has been allocated.");
        var heap = metrics.CreateGauge("dotnet_gc_heap_bytes", "Size of the managed heap after the last collection.");
        var committed = metrics.CreateGauge("dotnet_gc_committed_bytes", "Memory that the garbage collector holds for the heap.");
        var threads = metrics.CreateGauge("dotnet_threadpool_threads", "Threads of the pool.");
        var queued = metrics.CreateGauge("dotnet_threadpool_queued_items", "Work items that wait for a thread of the pool.");
        registry.AddBeforeCollectCallback(() =>
        {
            pause.IncTo(GC.GetTotalPauseDuration().TotalSeconds);
            allocated.IncTo(GC.GetTotalAllocatedBytes());
            var last = GC.GetGCMemoryInfo();
            heap.Set(last.HeapSizeBytes);
            committed.Set(last.TotalCommittedBytes);
            threads.Set(ThreadPool.ThreadCount);
            queued.Set(ThreadPool.PendingWorkItemCount);
        });
    }
}
