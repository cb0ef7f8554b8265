using Streaming.Api.OnDemand;
using Streaming.Console.Orders;
using Streaming.Web;

namespace Streaming.Host.Roles;

/// <summary>Lets the pages of the same process try orders; where the role api is elsewhere, they say so.</summary>
internal sealed class TrialsPart(IOnDemandScores scores, TimeProvider clock) : IWebPart
{
    public void Add(WebApplicationBuilder builder) => builder.Services.AddSingleton<IOrderTrials>(new OrderTrials(scores, clock));

    public void Map(WebApplication app) { }
}
