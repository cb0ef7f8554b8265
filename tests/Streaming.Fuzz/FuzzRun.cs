using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Streaming.Fuzz.Decoders;
using Streaming.Fuzz.Registry;
using Streaming.Fuzz.Service;
using Streaming.Fuzz.Settings;
using Streaming.Fuzz.Tables;

namespace Streaming.Fuzz;

/// <summary>One run over the entrances, one after the other; the topics and the HTTP side of one running program share their
/// time.</summary>
internal static class FuzzRun
{
    private const string DecodersName = "decoders";
    private const string ServiceName = "service";
    private const string TablesName = "tables";
    private const string SettingsName = "settings";
    private const string RegistryName = "registry";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>Entrance → its share of the time, in parts of all.</summary>
    private static readonly (string Name, double Share)[] Shares =
    [
        (DecodersName, 0.3),
        (ServiceName, 0.45),
        (TablesName, 0.1),
        (SettingsName, 0.05),
        (RegistryName, 0.1),
    ];

    public static IEnumerable<string> Names => Shares.Select(share => share.Name);

    /// <returns>0 when there is no finding.</returns>
    public static async Task<int> RunAsync(FuzzOptions options, CancellationToken stop)
    {
        var asked = Shares.Where(share => options.Entrances.Contains(share.Name)).ToList();
        var all = asked.Sum(share => share.Share);
        var reports = new List<EntranceReport>();
        foreach (var (name, share) in asked)
        {
            var time = TimeSpan.FromMinutes(options.Minutes * share / all);
            options.Say(string.Create(CultureInfo.InvariantCulture, $"{name}: {time.TotalSeconds:0} s, seed {options.Seed}"));
            var began = Stopwatch.GetTimestamp();
            var found = await RunAsync(name, options, time, stop);
            foreach (var report in found)
                Tell(options, report, Stopwatch.GetElapsedTime(began));
            reports.AddRange(found);
        }

        Save(options, reports);
        var findings = reports.Sum(report => report.Findings.Count);
        options.Say(string.Create(CultureInfo.InvariantCulture, $"{reports.Sum(report => report.Inputs):N0} inputs, {findings} findings"));
        if (findings > 0)
            options.Say(
                $"again: ops/fuzz.sh --seed {options.Seed} --minutes {options.Minutes.ToString(CultureInfo.InvariantCulture)}; "
                    + $"inputs in {options.Findings}"
            );
        return findings == 0 ? 0 : 1;
    }

    private static async Task<IReadOnlyList<EntranceReport>> RunAsync(
        string name,
        FuzzOptions options,
        TimeSpan time,
        CancellationToken stop
    ) =>
        name switch
        {
            DecodersName => [await DecoderEntrance.RunAsync(options, time, stop)],
            ServiceName => await ServiceEntrance.RunAsync(options, time, stop),
            TablesName => [await TableEntrance.RunAsync(options, time, stop)],
            SettingsName => [SettingsEntrance.Run(options, time, stop)],
            RegistryName => [await RegistryEntrance.RunAsync(options, time, stop)],
            _ => throw new ArgumentOutOfRangeException(nameof(name), name, "no entrance"),
        };

    private static void Tell(FuzzOptions options, EntranceReport report, TimeSpan took)
    {
        var counts = string.Concat(
            report.Counts.Select(count => string.Create(CultureInfo.InvariantCulture, $", {count.Key} {count.Value:N0}"))
        );
        options.Say(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{report.Name}: {report.Inputs:N0} inputs, {report.Accepted:N0} accepted{counts}; "
                    + $"{report.Inputs / took.TotalSeconds:N0}/s, {report.Findings.Count} findings"
            )
        );
        foreach (var finding in report.Findings)
            options.Say($"  ! {finding.What}{(finding.InputFile is { } file ? $" ({file})" : "")}");
    }

    private static void Save(FuzzOptions options, List<EntranceReport> reports)
    {
        if (options.Report is null)
            return;
        var body = new
        {
            options.Seed,
            options.Minutes,
            Inputs = reports.Sum(report => report.Inputs),
            Findings = reports.Sum(report => report.Findings.Count),
            Entrances = reports.Select(report => new
            {
                report.Name,
                report.Inputs,
                report.Accepted,
                report.Counts,
                report.Findings,
            }),
        };
        File.WriteAllText(options.Report, JsonSerializer.Serialize(body, Indented));
    }
}
