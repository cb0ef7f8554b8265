namespace Streaming.Host.Configuration;

/// <summary>How a process with roles writes its log, on standard error.</summary>
public sealed record LogOptions
{
    /// <summary>The least level that is written: trace, debug, information, warning, error, critical, none. Default
    /// information.</summary>
    public LogLevel Level { get; init; } = LogLevel.Information;

    /// <summary>One line of text per message, or one JSON object for a log collector. Default text.</summary>
    public LogFormat Format { get; init; } = LogFormat.Text;
}

/// <summary>The form of one message in the log.</summary>
public enum LogFormat
{
    /// <summary>Time (UTC), level, category, message.</summary>
    Text,

    /// <summary>An object with timestamp (UTC), level, category, message and its named values, one per line.</summary>
    Json,
}
