using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Streaming.Testing;

/// <summary>A log that keeps its lines for a test to look at. Safe to use from any thread.</summary>
/// <param name="least">Lines below this level are left out.</param>
/// <param name="withExceptions">Each line ends with its exception, where it has one.</param>
public sealed class LogLines(LogLevel least = LogLevel.Trace, bool withExceptions = false) : ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<string> lines = [];

    public IReadOnlyCollection<string> Lines => lines;

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= least;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter
    )
    {
        if (IsEnabled(logLevel))
            lines.Enqueue(withExceptions ? $"{formatter(state, exception)} {exception}" : formatter(state, exception));
    }

    public void Dispose()
    {
        // It holds nothing.
    }
}
