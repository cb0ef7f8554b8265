using System.CommandLine;
using Confluent.Kafka;
using Streaming.Audit;
using Streaming.Contracts;
using Streaming.Host.Cluster;
using Streaming.Host.Logging;
using Streaming.Host.Retraining;
using Streaming.Kafka.Registry;
using Streaming.Retraining;
using Streaming.Retraining.Runs;
using Streaming.Retraining.Schedule;
using Streaming.Retraining.Stages.Decision;
using Streaming.Retraining.Tracking;

namespace Streaming.Host.Commands;

/// <summary><c>runs start</c>: asks for a run, and does it when it is to wait.</summary>
internal static class RunsStartCommand
{
    /// <summary>How long the end of a command waits for the topic of promotions, where something listens at the brokers'
    /// addresses.</summary>
    private static readonly TimeSpan PublishPatience = TimeSpan.FromSeconds(2);

    public static Command Create()
    {
        var (tables, topics, until) = (RunsCommand.Tables(), RunsCommand.Topics(), RunsCommand.Until());
        var (why, by, seed) = (RunsCommand.Why(), RunsCommand.By(), RunsCommand.Seed());
        var (embedded, json) = (RunsCommand.Embedded(), RunsCommand.AsJson());
        var wait = new Option<bool>("--wait")
        {
            Description = "Work on the run in this process, whether or not a trainer runs elsewhere, and return when it is over",
        };
        var command = new Command(
            "start",
            "Starts a training run. Without --wait a process with the role trainer does it. With --wait this process works on it too, "
                + "and Ctrl-C cancels it unless a trainer has it. A run that an interrupted process left is finished first. "
                + "Exit code 0 when the run completed, whatever it decided; 1 when it failed, was cancelled, or another run of the "
                + "model is active."
        )
        {
            tables,
            topics,
            until,
            why,
            by,
            seed,
            wait,
            json,
            embedded,
        };
        RunsCommand.RequireOneSource(command, tables, topics);
        command.Validators.Add(result =>
        {
            if (result.IsGiven(embedded) && !result.IsGiven(wait))
                result.AddError("--embedded needs --wait: its database ends with the command, and with it the worker");
        });
        command.SetAction(
            async (parsed, stop) =>
            {
                using var logs = ProcessLog.Create(LogLevel.Warning);
                await using var database = await RunsDatabase.OpenAsync(parsed, embedded, logs, stop);
                var definition = database.Settings.ToRun(
                    CommandOptions.ConfigFolder(parsed),
                    RunsCommand.SourceOf(parsed, tables, topics, until),
                    parsed.GetValue(seed)
                );
                var (who, reason) = (parsed.GetRequiredValue(by), parsed.GetRequiredValue(why));
                var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
                if (!parsed.GetValue(wait))
                {
                    var run = await (await database.RunsAsync(stop)).StartAsync(definition, "manual", who, reason, stop);
                    await output.WriteLineAsync(
                        parsed.GetValue(json)
                            ? RunReport.ToJson(run)
                            : $"{run.RunId} is requested; a trainer works on it. Follow it with: streaming runs show {run.RunId}"
                    );
                    return ExitCodes.Ok;
                }

                using var registry = new ConfluentRegistry(database.Settings.ToRegistryConfig());
                await using var services = Services(database, CommandOptions.ConfigFolder(parsed), registry, logs);
                var trainer = services.GetRequiredService<TrainerServer>();
                try
                {
                    await trainer.StartAsync(stop);
                    var follower = new RunFollower(
                        services.GetRequiredService<TrainingRuns>(),
                        database.Audit,
                        services.GetRequiredService<ProcessIdentity>().Node,
                        error,
                        TimeProvider.System
                    );
                    var over = await follower.StartAndFollowAsync(definition, who, reason, stop);
                    if (parsed.GetValue(json))
                        await output.WriteLineAsync(RunReport.ToJson(over));
                    else
                        RunReport.Write(over, output);
                    await services.GetRequiredService<PromotionOfRun>().PublishAsync(over, stop); // its worker comes to this a moment later
                    await WaitForRelayAsync(services, error);
                    await TrackAsync(services.GetService<TrackingPasses>(), error, stop);
                    return over.State == Audit.Runs.RunState.Completed ? ExitCodes.Ok : ExitCodes.Failed;
                }
                finally
                {
                    await trainer.StopAsync(CancellationToken.None);
                }
            }
        );
        return command;
    }

    /// <summary>A worker for this one run.</summary>
    private static ServiceProvider Services(RunsDatabase database, string configFolder, ISchemaRegistry registry, ILoggerFactory logs)
    {
        var services = new ServiceCollection();
        services.AddSingleton(logs);
        services.AddSingleton(typeof(ILogger<>), typeof(Logger<>));
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(database.Audit);
        services.AddSingleton(database.Jobs);
        services.AddSingleton(database.Settings.Kafka.ToClientConfig());
        services.AddSingleton(registry);
        services.AddSingleton(database.Settings.ToStages(configFolder, registry));
        services.AddRetraining(database.Settings.ToRetraining(configFolder) with { Schedule = null });
        return services.BuildServiceProvider();
    }

    /// <summary>Waits a moment for the topic of promotions, and says when it has not got the decision.</summary>
    private static async Task WaitForRelayAsync(IServiceProvider services, TextWriter error)
    {
        var relay = services.GetRequiredService<DecisionRelay>();
        var servers = services.GetRequiredService<ClientConfig>().BootstrapServers;
        var patience = await BootstrapServers.AnyListensAsync(servers) ? PublishPatience : TimeSpan.Zero;
        if (!await relay.WaitAsync(patience))
            await error.WriteLineAsync(
                $"note: {Topics.ModelPromotions.Name} on {servers} is not told yet"
                    + $"{(relay.Fault is { } fault ? $" ({fault})" : "")}; the next process with a role tells it when it starts"
            );
    }

    /// <summary>One pass to the tracking server, if there is one. The run is over and recorded: what goes wrong here is told, and done by a
    /// later pass.</summary>
    private static async Task TrackAsync(TrackingPasses? tracking, TextWriter error, CancellationToken stop)
    {
        if (tracking is null)
            return;
        try
        {
            foreach (var line in (await tracking.RunAsync(stop))?.Lines ?? [])
                await error.WriteLineAsync(line);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            await error.WriteLineAsync($"note: {tracking.Server} is not told yet");
        }
        catch (Exception away) when (DatabaseFailure.Is(away))
        {
            await error.WriteLineAsync($"note: {tracking.Server} is not told yet, our own database does not answer: {away.Message}");
        }
    }
}
