using System.Diagnostics;
using System.Text;
using Streaming.Fuzz.Mutation;
using Streaming.Host;
using Streaming.Marketplace.Synthetic;
using Streaming.Testing;

namespace Streaming.Fuzz.Tables;

/// <summary>Tables as people bring them, given to <c>score</c>: scored, or refused in words with exit code 2.</summary>
internal static class TableEntrance
{
    /// <summary>A table is cut to its first rows: every turn reads all of them.</summary>
    private const int RowsKept = 60;

    public static async Task<EntranceReport> RunAsync(FuzzOptions options, TimeSpan time, CancellationToken stop)
    {
        var report = new EntranceReport("tables", options.Findings);
        using var folder = new TemporaryFolder("fuzz-tables");
        var model = await SmallModel.MakeAsync(folder.Path, stop);
        var tables = Directory
            .EnumerateFiles(model.Market, "*.csv")
            .Order(StringComparer.Ordinal)
            .ToDictionary(
                file => Path.GetFileName(file),
                file => string.Concat(File.ReadLines(file).Take(RowsKept).Select(line => line + "\n"))
            );
        var work = Directory.CreateDirectory(folder.Below("work")).FullName;
        var random = new Random(options.Seed);
        var mutator = new TextMutator(random);
        var names = tables.Keys.ToList();
        var began = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(began) < time && !report.IsFull)
        {
            foreach (var (name, text) in tables)
                await File.WriteAllTextAsync(Path.Combine(work, name), text, stop);
            var changed = names[random.Next(names.Count)];
            var bytes = random.Next(20) == 0 ? Encoding.Unicode.GetBytes(tables[changed]) : mutator.Mutate(tables[changed]);
            await File.WriteAllBytesAsync(Path.Combine(work, changed), bytes, stop);
            using var said = new StringWriter();
            var exitCode = await StreamingProgram.RunAsync(
                ["score", "--data", work, "--model", model.Model, "--out", folder.Below("scores.csv")],
                said,
                said,
                stop
            );
            report.Add(1, exitCode == 0 ? 1 : 0);
            if (Spoken.Fault(exitCode, said.ToString()) is { } fault)
                report.Find($"{changed}: {fault}", bytes);
        }

        return report;
    }
}
