using System.CommandLine;
using Streaming.Retraining.Runs;
using Streaming.Retraining.Runs.Children;
using Streaming.Retraining.Stages;

namespace Streaming.Host.Commands;

/// <summary><c>run-stage</c>, hidden: one stage of a training run in a process of its own, started by a trainer.</summary>
internal static class StageCommand
{
    public const string Name = "run-stage";

    public static Command Create(StageSet? stages = null)
    {
        var command = new Command(Name, "Runs one stage; started by a trainer, told what to do on standard input.") { Hidden = true };
        command.SetAction(
            (_, _) =>
            {
                using var voice = new StreamWriter(System.Console.OpenStandardOutput());
                System.Console.SetOut(System.Console.Error); // what libraries print is no message
                return Task.FromResult(
                    ChildMain.Run(stages ?? StageList.WithoutTopics, System.Console.In, voice) ? ExitCodes.Ok : ExitCodes.Failed
                );
            }
        );
        return command;
    }
}
