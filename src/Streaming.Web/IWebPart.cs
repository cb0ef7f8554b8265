using Microsoft.AspNetCore.Builder;

namespace Streaming.Web;

/// <summary>Addresses that a role adds to the process's server.</summary>
public interface IWebPart
{
    /// <summary>Before the server is built.</summary>
    void Add(WebApplicationBuilder builder);

    /// <summary>After it.</summary>
    void Map(WebApplication app);
}
