using System.Collections;
using System.Diagnostics;
using System.Text;
using Streaming.Fuzz.Mutation;
using Streaming.Host.Configuration;
using Streaming.Quality.Tables;
using Streaming.Testing;

namespace Streaming.Fuzz.Settings;

/// <summary>The YAML files of the settings: read, or refused with every problem named.</summary>
internal static class SettingsEntrance
{
    private static readonly string[] Files = ["config.yaml", "params.yaml", MarketSchema.FileName];

    public static EntranceReport Run(FuzzOptions options, TimeSpan time, CancellationToken stop)
    {
        var report = new EntranceReport("settings", options.Findings);
        using var folder = new TemporaryFolder("fuzz-settings");
        var good = Files.ToDictionary(file => file, file => File.ReadAllText(Path.Combine(RepositoryConfig.Folder, file)));
        foreach (var (file, text) in good)
            File.WriteAllText(folder.Below(file), text);
        var random = new Random(options.Seed);
        var mutator = new TextMutator(random);
        var began = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(began) < time && !report.IsFull)
        {
            stop.ThrowIfCancellationRequested();
            var file = Files[random.Next(Files.Length)];
            var bytes = mutator.Mutate(good[file]);
            File.WriteAllBytes(folder.Below(file), bytes);
            var (isGood, fault) = Read(folder.Path, file);
            report.Add(1, isGood ? 1 : 0);
            if (fault is not null)
                report.Find($"{file}: {fault}", bytes);
            File.WriteAllText(folder.Below(file), good[file], Encoding.UTF8);
        }

        return report;
    }

    private static (bool IsGood, string? Fault) Read(string folder, string file)
    {
        try
        {
            if (file == MarketSchema.FileName)
                SchemaFile.Load(folder);
            else
                SettingsLoader.Load(folder, new Hashtable());
            return (true, null);
        }
        catch (Exception refused) when (refused is SettingsException or SchemaException)
        {
            return (false, string.IsNullOrWhiteSpace(refused.Message) ? "refused without a word" : null);
        }
        catch (Exception unexpected)
        {
            return (false, unexpected.ToString());
        }
    }
}
