using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Streaming.Web;

namespace Streaming.Host.Tests.Web;

/// <summary>What a server logs, beside the console.</summary>
internal sealed class LoggedLines : IWebPart, ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<string> lines = [];

    public IReadOnlyCollection<string> Lines => lines;

    public void Add(WebApplicationBuilder builder) => builder.Services.AddSingleton<ILoggerProvider>(this);

    public void Map(WebApplication app)
    {
        // It only listens.
    }

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter
    ) => lines.Enqueue($"{formatter(state, exception)} {exception}");

    public void Dispose()
    {
        // It holds nothing.
    }
}
