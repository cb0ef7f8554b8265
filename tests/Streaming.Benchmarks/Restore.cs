using System.Diagnostics;
using System.Globalization;
using Streaming.Features.Histories;

namespace Streaming.Benchmarks;

/// <summary>Saving and loading of large histories. The snapshot is made by a process of its own and kept, so that loading begins as a new
/// instance does.</summary>
internal static class Restore
{
    public static async Task RunAsync(BenchmarkOptions options, CancellationToken stop)
    {
        var path = PathOf(options);
        if (!File.Exists(path))
            await MakeAsync(options, stop);
        options.Say($"{path}: {new FileInfo(path).Length / 1e6:N1} MB (kept between runs; delete it to have it made anew)");

        for (var round = 0; round < options.Rounds; round++)
        {
            var before = GC.GetTotalMemory(forceFullCollection: true);
            var (startedAt, cpu) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
            var pauses = GC.GetTotalPauseDuration();
            HistoryTable table;
            using (var file = File.OpenRead(path))
                table = HistoryTable.Load(file);
            var loaded = Stopwatch.GetElapsedTime(startedAt);
            pauses = GC.GetTotalPauseDuration() - pauses;
            cpu = Environment.CpuUsage.TotalTime - cpu;
            var kept = GC.GetTotalMemory(forceFullCollection: true) - before;
            options.Say(
                $"load {round + 1}{(round == 0 ? " (cold)" : "")}: {loaded.TotalSeconds:0.00} s ({cpu.TotalSeconds:0.00} s of CPU), "
                    + $"{pauses.TotalSeconds:0.00} s of it collecting; {table.RememberedOrders:N0} remembered orders, "
                    + $"{kept / 1e6:N0} MB kept, peak so far {Process.GetCurrentProcess().PeakWorkingSet64 / 1e6:N0} MB"
            );
        }
    }

    /// <summary>Makes the snapshot that <see cref="RunAsync"/> loads.</summary>
    public static Task SnapshotAsync(BenchmarkOptions options, CancellationToken stop)
    {
        Directory.CreateDirectory(options.DataFolder);
        var startedAt = Stopwatch.GetTimestamp();
        var table = GrownHistories.Grow(options.Keys, options, stop);
        options.Say($"grown in {Stopwatch.GetElapsedTime(startedAt).TotalSeconds:0} s");
        var (cpu, collections) = (Environment.CpuUsage.TotalTime, GC.CollectionCount(2));
        startedAt = Stopwatch.GetTimestamp();
        using (var file = File.Create(PathOf(options)))
            table.Save(file, withPositions: true);
        options.Say(
            $"save: {Stopwatch.GetElapsedTime(startedAt).TotalSeconds:0.00} s "
                + $"({(Environment.CpuUsage.TotalTime - cpu).TotalSeconds:0.00} s of CPU, {GC.CollectionCount(2) - collections} full "
                + $"collections), {new FileInfo(PathOf(options)).Length / 1e6:N1} MB"
        );
        return Task.CompletedTask;
    }

    private static async Task MakeAsync(BenchmarkOptions options, CancellationToken stop)
    {
        using var making = Process.Start(
            Environment.ProcessPath!,
            ["snapshot", "--keys", options.Keys.ToString(CultureInfo.InvariantCulture), "--data", options.DataFolder]
        );
        await making.WaitForExitAsync(stop);
        if (making.ExitCode != 0)
            throw new InvalidOperationException($"the snapshot could not be made: exit code {making.ExitCode}");
    }

    private static string PathOf(BenchmarkOptions options) =>
        Path.Combine(options.DataFolder, string.Create(CultureInfo.InvariantCulture, $"histories-{options.Keys}.snapshot"));
}
