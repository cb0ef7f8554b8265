using Microsoft.Extensions.Diagnostics.HealthChecks;
using Streaming.Host.Health;
using Streaming.Web;

namespace Streaming.Host.Roles;

/// <summary>One of the things that a process may be. Made, asked for its part of the web side, run until the process is stopped,
/// disposed.</summary>
internal interface IRole : IAsyncDisposable
{
    /// <summary>What has to be so before the role is of use, and while it runs; see <see cref="HealthProbes"/>.</summary>
    IEnumerable<HealthCheckRegistration> Health { get; }

    /// <summary>Pages or endpoints that it adds to the web side.</summary>
    IEnumerable<IWebPart> Web => [];

    /// <summary>
    /// Works until the process is stopped; called again where a role was begun anew. An exception of the scorer ends the process, see
    /// <see cref="SupervisedRole"/>.
    /// </summary>
    Task RunAsync(CancellationToken stop);
}
