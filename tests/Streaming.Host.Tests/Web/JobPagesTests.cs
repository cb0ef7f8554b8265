using System.Net;
using Prometheus;
using Streaming.Host.Configuration;
using Streaming.Host.Retraining;
using Streaming.Host.Web;
using Streaming.Retraining.Schedule;
using Streaming.Testing;
using Xunit;

namespace Streaming.Host.Tests.Web;

public sealed class JobPagesTests(PostgresFixture postgres)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task jobs_are_shown_and_none_can_be_touched()
    {
        await using var jobs = new JobTables(await postgres.CreateDatabaseAsync("jobs"));
        await jobs.OpenAsync(Token);
        new StageJobs(jobs).Enqueue("20300131-000001-0000", "01-ingestion");
        await using var app = HostApp.Build(
            new ListenOptions { Port = 0 },
            [new JobPages(jobs)],
            [],
            TimeProvider.System,
            metrics: Metrics.NewCustomRegistry()
        );
        await app.StartAsync(Token);
        using var client = new HttpClient { BaseAddress = HostApp.AddressOf(app) };

        using var page = await client.GetAsync("/jobs/jobs/enqueued/default", Token);
        var text = await page.Content.ReadAsStringAsync(Token);
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.Contains("20300131-000001-0000 01-ingestion", text, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", page.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.DoesNotContain("/delete\"", text, StringComparison.Ordinal);

        using var touch = await client.PostAsync("/jobs/jobs/enqueued/delete", new FormUrlEncodedContent([new("jobs[]", "1")]), Token);
        Assert.False(touch.IsSuccessStatusCode, touch.StatusCode.ToString());
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync("/jobs/nowhere", Token)).StatusCode);
        await app.StopAsync(Token);
    }

    [Fact]
    public async Task without_a_database_it_says_so()
    {
        await using var jobs = new JobTables("Host=127.0.0.1;Port=1;Username=nobody;Timeout=2");
        await using var app = HostApp.Build(
            new ListenOptions { Port = 0 },
            [new JobPages(jobs)],
            [],
            TimeProvider.System,
            metrics: Metrics.NewCustomRegistry()
        );
        await app.StartAsync(Token);
        using var client = new HttpClient { BaseAddress = HostApp.AddressOf(app) };

        using var answer = await client.GetAsync("/jobs", Token);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Contains(
            "The job tables cannot be read: the database cannot be reached at its address; the id in the log is ",
            await answer.Content.ReadAsStringAsync(Token),
            StringComparison.Ordinal
        );
        await app.StopAsync(Token);
    }
}
