using Streaming.Audit.Runs;
using Streaming.Retraining.Tests.Tracking.Mlflow;
using Streaming.Testing;
using Xunit;

namespace Streaming.Retraining.Tests.Tracking;

/// <summary>An export that ends anywhere, with or without the server knowing, is completed by the next one: the server holds then what it
/// would hold without the fault.</summary>
public abstract class InterruptedExports : TrackingContract
{
    /// <summary>1 tries every request of an export, 2 every second one, and so on.</summary>
    private protected abstract int EveryNthPlace { get; }

    [Fact]
    public async Task an_export_whose_request_never_arrives_is_completed_by_the_next() => await InterruptedAsync(Fault.Unsent);

    [Fact]
    public async Task an_export_whose_answer_is_lost_is_completed_by_the_next() => await InterruptedAsync(Fault.AnswerLost);

    [Fact]
    public async Task a_request_that_fails_once_is_repeated_or_looked_after_within_the_same_export()
    {
        var (undisturbed, requests) = await UndisturbedAsync();
        for (var place = 1; place <= requests; place += EveryNthPlace)
        {
            var (experiment, model) = (Unique.Name("experiment"), Unique.Name("satisfaction"));
            using var line = new FaultyLine(await LineAsync(), request => request == place ? Fault.AnswerLost : Fault.None);
            using var export = await OpenAsync(experiment, line, attempts: 2);
            var outcome = await export.ExportAsync(Samples.Run(model), Samples.OpenAsync, Token);
            Assert.True(outcome.Event is TrackingExported, $"request {place}: {outcome.Event}");
            Assert.Equal(undisturbed, await (await ViewAsync()).DumpAsync(experiment, model));
        }
    }

    private async Task InterruptedAsync(Fault fault)
    {
        var (undisturbed, requests) = await UndisturbedAsync();
        var deferred = 0;
        for (var place = 1; place <= requests; place += EveryNthPlace)
        {
            var (experiment, model) = (Unique.Name("experiment"), Unique.Name("satisfaction"));
            using var line = new FaultyLine(
                await LineAsync(),
                request => request >= place ? (request == place ? fault : Fault.Unsent) : Fault.None
            );
            using var export = await OpenAsync(experiment, line);
            var first = await export.ExportAsync(Samples.Run(model), Samples.OpenAsync, Token);
            if (first.Event is TrackingDeferred)
            {
                Assert.True(first.ServerAway);
                deferred++;
            }

            line.Mended = true;
            var second = await export.ExportAsync(Samples.Run(model), Samples.OpenAsync, Token);
            Assert.True(second.Event is TrackingExported, $"request {place}: {second.Event}");
            Assert.Equal(undisturbed, await (await ViewAsync()).DumpAsync(experiment, model));
        }

        Assert.True(deferred > 0, "no fault ever ended an export");
    }

    /// <summary>What the server holds after an export without faults, and how many requests it took.</summary>
    private async Task<(string Dump, int Requests)> UndisturbedAsync()
    {
        using var line = new FaultyLine(await LineAsync(), _ => Fault.None);
        using var export = await OpenAsync(line: line);
        Assert.IsType<TrackingExported>((await export.ExportAsync(Samples.Run(ModelName), Samples.OpenAsync, Token)).Event);
        return (await (await ViewAsync()).DumpAsync(Experiment, ModelName), line.Requests);
    }

    private async Task<HttpMessageHandler> LineAsync() =>
        (await ServerAsync()).Line is { } memory ? new KeptOpen(memory) : new SocketsHttpHandler();

    /// <summary>Survives its user, as the server in memory has to.</summary>
    private sealed class KeptOpen(HttpMessageHandler server) : HttpMessageHandler
    {
        private readonly HttpMessageInvoker invoker = new(server, disposeHandler: false);

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            invoker.SendAsync(request, cancellationToken);
    }
}
