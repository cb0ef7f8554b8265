using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Streaming.Testing;
using Streaming.Web;

namespace Streaming.Host.Tests.Web;

/// <summary>What a server logs, beside the console.</summary>
internal sealed class LoggedLines : IWebPart, IDisposable
{
    private readonly LogLines log = new(withExceptions: true);

    public IReadOnlyCollection<string> Lines => log.Lines;

    public void Add(WebApplicationBuilder builder) => builder.Services.AddSingleton<ILoggerProvider>(log);

    public void Map(WebApplication app)
    {
        // It only listens.
    }

    public void Dispose() => log.Dispose();
}
