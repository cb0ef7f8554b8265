using System.Globalization;
using Microsoft.AspNetCore.Http;
using Streaming.Audit.Trail;

namespace Streaming.Console.Pages.Audit;

/// <summary>Which part of the trail a page shows, as its address says it. What cannot be read restricts nothing.</summary>
public sealed class TrailFilter
{
    private const string Day = "yyyy-MM-dd";

    /// <summary>What events are about: the begin of their streams' keys.</summary>
    public static readonly IReadOnlyList<(string Prefix, string Name)> Subjects =
    [
        ("model/", "models"),
        ("run/", "training runs"),
        ("account/", "accounts"),
        ("access/", "sign-ins and keys"),
        ("redrive/", "redrives"),
        ("proof/", "proofs of scores"),
        ("store/", "the store itself"),
    ];

    /// <summary>Part of the name of a user or service, whatever its case.</summary>
    public string? Who { get; set; }

    /// <summary><c>model/</c>, <c>run/</c>, a whole stream, or nothing.</summary>
    public string? Stream { get; set; }

    /// <summary>Stored name of the event's type, such as <c>model_promoted</c>.</summary>
    public string? Kind { get; set; }

    /// <summary>First day, UTC, as <c>2030-01-31</c>.</summary>
    public string? From { get; set; }

    /// <summary>Last day, UTC.</summary>
    public string? To { get; set; }

    /// <summary>Events of one decision.</summary>
    public string? Together { get; set; }

    /// <summary>Also the steps of machines in training runs.</summary>
    public bool Machines { get; set; }

    public bool IsFiltered =>
        new[] { Who, Stream, Kind, Together }.Any(text => Text(text) is not null) || DayOf(From) is not null || DayOf(To) is not null;

    /// <summary>Whoever asks for one run, one kind or one decision wants all of it.</summary>
    public bool ShowsMachines =>
        Machines || Text(Kind) is not null || Text(Together) is not null || (Text(Stream) is { } one && !one.EndsWith('/'));

    public TrailQuery ToQuery(long? before, int limit) =>
        new()
        {
            Who = Text(Who),
            Stream = Text(Stream),
            Kind = Text(Kind),
            Since = DayOf(From),
            Until = DayOf(To)?.AddDays(1),
            Correlation = Text(Together),
            WithoutMachineSteps = !ShowsMachines,
            Before = before,
            Limit = limit,
        };

    /// <summary>The address of a page with this filter.</summary>
    public string Address(bool? machines = null, long? before = null, string? handler = null, string? format = null)
    {
        var query = new (string Key, string? Value)[]
        {
            ("who", Text(Who)),
            ("stream", Text(Stream)),
            ("kind", Text(Kind)),
            ("from", DayOf(From) is null ? null : From),
            ("to", DayOf(To) is null ? null : To),
            ("together", Text(Together)),
            ("machines", machines ?? Machines ? "true" : null),
            ("before", before?.ToString(CultureInfo.InvariantCulture)),
            ("handler", handler),
            ("format", format),
        };
        return "/audit"
            + QueryString.Create(query.Where(one => one.Value is not null).Select(one => KeyValuePair.Create(one.Key, one.Value)));
    }

    private static DateTimeOffset? DayOf(string? text) =>
        DateTimeOffset.TryParseExact(text, Day, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var day)
        && day < DateTimeOffset.MaxValue.AddDays(-1)
            ? day
            : null;

    // PostgreSQL knows no zero byte
    private static string? Text(string? given) => string.IsNullOrWhiteSpace(given) ? null : given.Trim().Replace('\0', '?');
}
