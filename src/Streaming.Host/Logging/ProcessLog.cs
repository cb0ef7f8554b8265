using Microsoft.Extensions.Logging.Console;
using Streaming.Host.Configuration;

namespace Streaming.Host.Logging;

/// <summary>The process's log: one line per message on standard error, so that standard output stays the command's own.</summary>
internal static class ProcessLog
{
    private const string Time = "HH:mm:ss.fff ";
    private const string DateAndTime = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    public static ILoggerFactory Create(LogLevel least) => Create(new LogOptions { Level = least });

    public static ILoggerFactory Create(LogOptions options) => LoggerFactory.Create(logging => Write(logging, options));

    /// <summary>The same lines for what a library logs through a builder of its own.</summary>
    public static void Write(ILoggingBuilder logging, LogOptions options)
    {
        logging.SetMinimumLevel(options.Level);
        if (options.Format == LogFormat.Json)
        {
            logging.AddJsonConsole(format =>
            {
                format.TimestampFormat = DateAndTime;
                format.UseUtcTimestamp = true;
            });
        }
        else
        {
            logging.AddSimpleConsole(format =>
            {
                format.SingleLine = true;
                format.TimestampFormat = Time;
                format.UseUtcTimestamp = true;
                format.ColorBehavior = LoggerColorBehavior.Disabled;
            });
        }

        logging.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
    }
}
