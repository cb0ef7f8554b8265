using Streaming.Host.Web;

namespace Streaming.Host.Roles;

/// <summary>One of the things that a process may be. Made, asked for its part of the web side, run until told to stop, disposed.</summary>
internal interface IRole : IAsyncDisposable
{
    /// <summary>What has to be so before the role is of use.</summary>
    IEnumerable<IReadinessCheck> Checks { get; }

    /// <summary>Adds services to the web side before it is built.</summary>
    void AddServices(WebApplicationBuilder web)
    {
    }

    /// <summary>Adds pages or endpoints to the web side.</summary>
    void Map(WebApplication web)
    {
    }

    /// <summary>Works until it is told to stop. An exception ends the process.</summary>
    Task RunAsync(CancellationToken stop);
}
