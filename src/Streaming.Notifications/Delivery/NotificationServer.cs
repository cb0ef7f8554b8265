using Hangfire;
using Microsoft.Extensions.Logging;
using Streaming.Cases.Store;
using Streaming.Notifications.Channels;
using Streaming.Notifications.Messages;
using Streaming.Notifications.Outbox;
using Streaming.Notifications.Rules;

namespace Streaming.Notifications.Delivery;

/// <summary>Everything that sends, in one process: the dispatcher and the workers of its queue.</summary>
public sealed class NotificationServer : IDisposable
{
    private const int Workers = 4;

    private readonly JobStorage jobs;
    private readonly WebChannel web;
    private readonly DeliveryJob job;
    private readonly Dispatcher dispatcher;

    /// <param name="jobs">Where jobs are kept.</param>
    public NotificationServer(
        NotificationStore store,
        CaseStore cases,
        JobStorage jobs,
        NotificationSettings settings,
        TimeProvider clock,
        ILogger log
    )
    {
        this.jobs = jobs;
        var bodies = new MessageBodies(settings.Console);
        web = new WebChannel(bodies, clock, settings.AllowPrivateAddresses);
        var mail = new MailChannel(settings.Mail, bodies);
        job = new DeliveryJob(store, kind => kind == ChannelKind.Email ? mail : web, clock, Metrics);
        var client = new BackgroundJobClient(jobs);
        dispatcher = new Dispatcher(
            store,
            cases,
            id => client.Enqueue<DeliveryJob>(one => one.RunAsync(id, CancellationToken.None)),
            settings,
            clock,
            log
        );
    }

    public NotificationMetrics Metrics { get; } = new();

    /// <summary>Sends until it is told to stop.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        using var workers = new BackgroundJobServer(
            new BackgroundJobServerOptions
            {
                ServerName = $"{Environment.MachineName}-{Environment.ProcessId}-notifications",
                Queues = [DeliveryJob.Queue],
                WorkerCount = Workers,
                Activator = new OneJob(job),
                StopTimeout = TimeSpan.FromSeconds(5),
            },
            jobs
        );
        await dispatcher.RunAsync(stop).ConfigureAwait(false);
    }

    public void Dispose() => web.Dispose();

    private sealed class OneJob(DeliveryJob job) : JobActivator
    {
        public override object ActivateJob(Type jobType) => job;
    }
}
