using System.Diagnostics;
using Streaming.Models.Policy;
using Streaming.Retraining.Stages;
using Streaming.Training.Gates;

namespace Streaming.Retraining.Runs.Children;

/// <summary>The child's side: one stage, told of on standard input, its progress and events on standard output.</summary>
public static class ChildMain
{
    /// <summary>Runs the stage that the first line of the input asks for. Ends the process at once when the input ends before: its parent
    /// is gone then.</summary>
    /// <returns>Whether the stage was done.</returns>
    public static bool Run(StageSet stages, TextReader input, TextWriter output)
    {
        var line =
            input.ReadLine()
            ?? throw new InvalidDataException(
                "no stage was asked for on standard input; this command is started by a trainer, not by people"
            );
        var request = ChildMessage.Read(line);
        new Thread(() => DieWithParent(input)) { IsBackground = true, Name = "parent watch" }.Start();
        var voice = new Lock();
        void Say(ChildMessage message)
        {
            lock (voice)
            {
                output.WriteLine(message.ToLine());
                output.Flush();
            }
        }

        try
        {
            var stage = stages(request.Run, request.ToChampion()).First(stage => stage.Name == request.Stage);
            var context = new StageContext(
                request.InputFolder,
                request.OutputFolder,
                happened => Say(ChildMessage.Of(happened)),
                new ProgressReporter(progress => Say(new ChildMessage(progress)))
            );
            stage.Run(context, CancellationToken.None); // cancelling is being killed
            Say(new ChildMessage(Done: true));
            return true;
        }
        catch (Exception failure)
        {
            var words = StageFailures.Of(failure, request.Stage, request.OutputFolder);
            if (words.InnerException is not null)
                Console.Error.WriteLine(failure);
            Say(new ChildMessage(Failure: new ChildFailure(words.What, words.Where, words.Remedy)));
            return false;
        }
    }

    /// <summary>The parent never closes the input while it lives, and the system does when it dies, however it dies.</summary>
    private static void DieWithParent(TextReader input)
    {
        while (input.ReadLine() is not null)
        {
            // nothing more is said there
        }

        Process.GetCurrentProcess().Kill();
    }

    private sealed class ProgressReporter(Action<StageProgress> report) : IProgress<StageProgress>
    {
        public void Report(StageProgress value) => report(value);
    }
}
