using Microsoft.Extensions.Logging;

namespace Streaming.Scorer.Tests.Simulated;

/// <summary>What the instances of a run say, so that a schedule that failed can be read as a story.</summary>
internal sealed class Narrator : ILogger
{
    public List<string> Lines { get; } = [];

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter
    ) => Lines.Add(formatter(state, exception));
}
