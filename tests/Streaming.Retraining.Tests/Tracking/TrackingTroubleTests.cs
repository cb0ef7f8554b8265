using System.Net;
using System.Net.Sockets;
using Streaming.Audit.Runs;
using Streaming.Host.Configuration;
using Streaming.Retraining.Tests.Tracking.Mlflow;
using Streaming.Retraining.Tracking;
using Xunit;

namespace Streaming.Retraining.Tests.Tracking;

/// <summary>What an export makes of servers that are away, overloaded, wrong or not open to us: always an event that says why, never an
/// exception.</summary>
public sealed class TrackingTroubleTests
{
    private const string Password = "pass-word-1";

    private readonly SampleRuns samples = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task nobody_listens()
    {
        using var port = new TcpListener(IPAddress.Loopback, 0);
        port.Start();
        var free = ((IPEndPoint)port.LocalEndpoint).Port;
        port.Stop();
        using var export = new TrackingExport(Settings(new Uri($"http://127.0.0.1:{free}")), TimeProvider.System);
        var outcome = await export.ExportAsync(samples.Run("m"), samples.OpenAsync, Token);
        var deferred = Assert.IsType<TrackingDeferred>(outcome.Event);
        Assert.True(outcome.ServerAway);
        Assert.Equal($"http://127.0.0.1:{free}/", deferred.Server);
        Assert.Contains("failed in 2 attempts", deferred.Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task a_server_that_never_answers_is_given_up()
    {
        using var silent = new Silent();
        using var export = new TrackingExport(
            Settings() with
            {
                RequestLimit = TimeSpan.FromMilliseconds(50),
            },
            TimeProvider.System,
            silent
        );
        var outcome = await export.ExportAsync(samples.Run("m"), samples.OpenAsync, Token);
        Assert.True(outcome.ServerAway);
        Assert.Contains("no answer within 0.05 s", Assert.IsType<TrackingDeferred>(outcome.Event).Why, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(401, "", "refused access (HTTP 401); see MLFLOW_TRACKING_USERNAME", false, 1)]
    [InlineData(403, "", "refused access (HTTP 403)", false, 1)]
    [InlineData(404, "<html>not here</html>", "is the tracking address right?", false, 1)]
    [InlineData(200, "<html>a portal</html>", "is the tracking address right?", false, 1)]
    [InlineData(200, "null", "is the tracking address right?", false, 1)]
    [InlineData(
        400,
        """{"error_code":"INVALID_PARAMETER_VALUE","message":"the name is too long"}""",
        "INVALID_PARAMETER_VALUE (HTTP 400): the name is too long",
        false,
        1
    )]
    [InlineData(500, "oops", "HTTP 500 oops", true, 2)]
    [InlineData(503, "starting", "HTTP 503 starting", true, 2)]
    [InlineData(429, "slow down", "HTTP 429 slow down", true, 2)]
    public async Task every_answer_is_told_apart_and_no_secret_is_told(int status, string body, string said, bool away, int attempts)
    {
        using var server = new SameAnswer(status, body);
        using var export = new TrackingExport(Settings(), TimeProvider.System, server);
        var outcome = await export.ExportAsync(samples.Run("m"), samples.OpenAsync, Token);
        var deferred = Assert.IsType<TrackingDeferred>(outcome.Event);
        Assert.Contains(said, deferred.Why, StringComparison.Ordinal);
        Assert.DoesNotContain(Password, deferred.Why, StringComparison.Ordinal);
        Assert.Equal(away, outcome.ServerAway);
        Assert.Equal(attempts, server.Requests.Count);
        Assert.All(server.Requests, request => Assert.Equal("Basic", request.Headers.Authorization?.Scheme));
    }

    [Fact]
    public async Task a_redirect_is_not_followed_and_its_target_is_named_without_its_query()
    {
        using var server = new SameAnswer(302, "", answer => answer.Headers.Location = new Uri("https://sign.in/here?token=secret"));
        using var export = new TrackingExport(Settings(), TimeProvider.System, server);
        var why = Assert.IsType<TrackingDeferred>((await export.ExportAsync(samples.Run("m"), samples.OpenAsync, Token)).Event).Why;
        Assert.Contains("https://sign.in/here;", why, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task a_pause_that_the_server_asks_for_is_kept()
    {
        using var server = new SameAnswer(429, "", answer => answer.Headers.RetryAfter = new(TimeSpan.FromSeconds(7)));
        var clock = new PausingClock();
        using var export = new TrackingExport(Settings(), clock, server);
        await export.ExportAsync(samples.Run("m"), samples.OpenAsync, Token);
        Assert.Contains(TimeSpan.FromSeconds(7), clock.Pauses);
    }

    [Theory]
    [InlineData(true, "mlflow-artifacts:", "--no-serve-artifacts")]
    [InlineData(false, "s3://bucket/mlflow", "the server keeps them at s3://")]
    public async Task a_server_that_takes_no_artifacts_gets_everything_else_and_the_note_says_so(bool refuses, string root, string said)
    {
        using var server = new MemoryMlflow { RefusesArtifacts = refuses, ArtifactRoot = root };
        using var export = new TrackingExport(Settings(), TimeProvider.System, server);
        var outcome = await export.ExportAsync(samples.Run("m"), samples.OpenAsync, Token);
        Assert.IsType<TrackingExported>(outcome.Event);
        Assert.Contains(
            outcome.Notes,
            note =>
                note.StartsWith("artifacts stay in our own store", StringComparison.Ordinal)
                && note.Contains(said, StringComparison.Ordinal)
        );
        using var http = new HttpClient(server, disposeHandler: false);
        var view = new MlflowView(http, Settings().Server);
        Assert.Equal("0.357", MlflowView.Metric(await view.RunAsync("streaming", SampleRuns.RunId), "open.pr_auc"));
        Assert.Single(await view.VersionsAsync("m"));
    }

    [Fact]
    public async Task an_artifact_that_our_store_has_no_longer_or_that_is_too_large_is_noted()
    {
        using var server = new MemoryMlflow();
        var run = samples.Run("m");
        samples.Lose(run.Stages[1].Outputs["verdicts.json"]);
        var large = samples.Keep(new string('x', (1 << 20) + 1));
        run = run with
        {
            Stages =
            [
                .. run.Stages,
                run.Stages[1] with
                {
                    Stage = "06-evaluation",
                    Outputs = new Dictionary<string, string> { ["figures.csv"] = large },
                },
            ],
        };
        using var export = new TrackingExport(Settings() with { LargestArtifactMiB = 1 }, TimeProvider.System, server);
        var outcome = await export.ExportAsync(run, samples.OpenAsync, Token);
        Assert.IsType<TrackingExported>(outcome.Event);
        Assert.Contains("1 artifacts that our store has no longer: 02-validation/verdicts.json", outcome.Notes);
        Assert.Contains("1 artifacts above Tracking:LargestArtifactMiB: 06-evaluation/figures.csv", outcome.Notes);
    }

    [Fact]
    public async Task a_store_that_cannot_be_read_defers_the_export_without_blaming_the_server()
    {
        using var server = new MemoryMlflow();
        using var export = new TrackingExport(Settings(), TimeProvider.System, server);
        var outcome = await export.ExportAsync(samples.Run("m"), (_, _) => throw new IOException("the disk is gone"), Token);
        Assert.Contains(
            "could not be read from our own store: the disk is gone",
            Assert.IsType<TrackingDeferred>(outcome.Event).Why,
            StringComparison.Ordinal
        );
        Assert.False(outcome.ServerAway);
    }

    [Fact]
    public async Task a_broken_list_of_trials_does_not_hold_the_run_back()
    {
        using var server = new MemoryMlflow();
        var run = samples.Run("m");
        var broken = samples.Keep("""[{"candidate":"large"}]""");
        run = run with { Stages = [run.Stages[2] with { Outputs = new Dictionary<string, string> { [TrialFile.Name] = broken } }] };
        using var export = new TrackingExport(Settings(), TimeProvider.System, server);
        var outcome = await export.ExportAsync(run, samples.OpenAsync, Token);
        Assert.IsType<TrackingExported>(outcome.Event);
        Assert.Contains(
            outcome.Notes,
            note => note.StartsWith("1 lists of search trials that cannot be read: 05-training/trials.json", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task a_run_that_goes_on_is_not_exported()
    {
        using var server = new MemoryMlflow();
        using var export = new TrackingExport(Settings(), TimeProvider.System, server);
        await Assert.ThrowsAsync<ArgumentException>(() =>
            export.ExportAsync(samples.Run("m") with { State = RunState.Running }, samples.OpenAsync, Token)
        );
    }

    [Fact]
    public async Task a_cancelled_export_says_nothing_about_the_server()
    {
        using var server = new MemoryMlflow();
        using var export = new TrackingExport(Settings(), TimeProvider.System, server);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            export.ExportAsync(samples.Run("m"), samples.OpenAsync, new CancellationToken(canceled: true))
        );
    }

    [Fact]
    public void credentials_are_never_printed() => Assert.Equal("(not shown)", $"{TrackingCredentials.Basic("ana", Password)}");

    private static TrackingSettings Settings(Uri? server = null) =>
        new()
        {
            Server = server ?? new Uri("http://mlflow.test/"),
            Credentials = TrackingCredentials.Basic("ana", Password),
            Attempts = 2,
            Pause = TimeSpan.Zero,
        };

    /// <summary>Takes requests and never answers.</summary>
    private sealed class Silent : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
            throw new InvalidOperationException("waited without end and came back");
        }
    }

    /// <summary>Lets every pause pass at once and remembers it.</summary>
    private sealed class PausingClock : TimeProvider
    {
        public List<TimeSpan> Pauses { get; } = [];

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Pauses.Add(dueTime);
            var isLimit = dueTime == TimeSpan.FromSeconds(30) || dueTime == Timeout.InfiniteTimeSpan; // of a request: never passes here
            return base.CreateTimer(callback, state, isLimit ? Timeout.InfiniteTimeSpan : TimeSpan.Zero, period);
        }
    }
}
