using Hangfire.Dashboard;
using Streaming.Host.Retraining;
using Streaming.Trainer.Runs;
using Streaming.Trainer.Schedule;

namespace Streaming.Host.Web;

/// <summary>The dashboard of the jobs, to look at, for requests from this machine. The job tables are opened with the first request; while that fails it says so.</summary>
internal sealed class JobPages(JobTables jobs) : IWebPart
{
    public const string Root = "/jobs";

    /// <summary>Looser than that of our own pages: the dashboard has scripts and styles in its pages. It loads nothing from elsewhere.</summary>
    private const string OwnHostOnly =
        "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    private volatile AspNetCoreDashboardMiddleware? dashboard;

    public void Add(WebApplicationBuilder builder)
    {
        // what it needs is opened with the first request
    }

    public void Map(WebApplication app) => ((IApplicationBuilder)app).Map(new PathString(Root), branch => branch.Run(AnswerAsync));

    private async Task AnswerAsync(HttpContext http)
    {
        http.Response.Headers.ContentSecurityPolicy = OwnHostOnly;
        http.Response.Headers.XContentTypeOptions = "nosniff";
        http.Response.Headers["Referrer-Policy"] = "same-origin";
        try
        {
            dashboard ??= new(NotFoundAsync, await jobs.OpenAsync(http.RequestAborted).ConfigureAwait(false), JobDashboard.ReadOnly(), DashboardRoutes.Routes);
            await dashboard.Invoke(http).ConfigureAwait(false);
        }
        catch (Exception away) when (DatabaseTrouble.Cause(away) is { } cause && !http.Response.HasStarted)
        {
            await Results.Problem($"The job tables cannot be read: {cause.Message}", statusCode: StatusCodes.Status503ServiceUnavailable).ExecuteAsync(http).ConfigureAwait(false);
        }
    }

    private static Task NotFoundAsync(HttpContext http)
    {
        http.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }
}
