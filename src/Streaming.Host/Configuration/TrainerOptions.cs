using System.ComponentModel.DataAnnotations;
using Streaming.Contracts.Settings;

namespace Streaming.Host.Configuration;

/// <summary>The trainer role, and commands that work on training runs.</summary>
public sealed record TrainerOptions : IRelatedSettings
{
    private const string Source = "(tables|topics):.+";
    private const string Cron = @"(?:[0-9A-Za-z*/,?#-]+ ){4}[0-9A-Za-z*/,?#-]+";

    /// <summary>Folder for the files of the stages under way; may be emptied while nothing runs. Default <c>.data/trainer</c>.</summary>
    [Required]
    public string WorkFolder { get; init; } = ".data/trainer";

    /// <summary>Most that the managed heap of a process that fits models may take, in MiB, 256 to 1,048,576. Default 4,096.</summary>
    [Between(256, 1_048_576)]
    public int MemoryLimitMb { get; init; } = 4_096;

    /// <summary>Start of every random choice of a run, unless the run is given its own. Default 1.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>When to retrain without being asked: five cron fields, UTC, such as <c>0 3 * * 1</c>. Default empty: never.</summary>
    [Form(Cron + "|", "five cron fields, such as 0 3 * * 1, or empty")]
    public string? Schedule { get; init; }

    /// <summary>What runs read that the schedule or a page of the console starts: <c>tables:FOLDER</c> or <c>topics:HOST:PORT</c>. Required
    /// with a schedule; without it, pages start none.</summary>
    [Form(Source, "tables:FOLDER or topics:HOST:PORT")]
    public string? ScheduledSource { get; init; }

    public IEnumerable<(string Property, string Allowed)> Broken()
    {
        if (Schedule is { Length: > 0 } && ScheduledSource is null)
            yield return (nameof(ScheduledSource), "tables:FOLDER or topics:HOST:PORT, because Trainer:Schedule is set");
    }
}
