using Microsoft.Extensions.Logging.Console;

namespace Streaming.Host.Logging;

/// <summary>The process's log: one line per message on standard error, so that standard output stays the command's own.</summary>
internal static class ProcessLog
{
    public static ILoggerFactory Create(LogLevel least) => LoggerFactory.Create(logging => Write(logging, least));

    /// <summary>The same lines for what a library logs through a builder of its own.</summary>
    public static void Write(ILoggingBuilder logging, LogLevel least) =>
        logging
            .SetMinimumLevel(least)
            .AddSimpleConsole(format =>
            {
                format.SingleLine = true;
                format.TimestampFormat = "HH:mm:ss.fff ";
                format.UseUtcTimestamp = true;
                format.ColorBehavior = LoggerColorBehavior.Disabled;
            })
            .Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
}
