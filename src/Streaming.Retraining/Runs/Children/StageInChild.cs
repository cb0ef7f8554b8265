using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Streaming.Audit;
using Streaming.Retraining.Stages;
using Streaming.Retraining.Stages.Validation;

namespace Streaming.Retraining.Runs.Children;

/// <summary>Runs a stage in a child process of the same program. Cancelling kills it.</summary>
internal static class StageInChild
{
    private const int LastWords = 20;

    /// <exception cref="StageException">The stage said so, or the child ended without a word.</exception>
    public static async Task RunAsync(
        ChildProgram program,
        ChildRequest request,
        StageContext context,
        ILogger log,
        CancellationToken cancellation
    )
    {
        using var child = Process.Start(program.ToStartInfo())!;
        log.LogInformation("Stage {Stage} runs in process {Id}", request.Stage, child.Id);
        var lastWords = new Queue<string>();
        try
        {
            await child.StandardInput.WriteLineAsync(ChildMessage.Write(request).AsMemory(), cancellation).ConfigureAwait(false);
            await child.StandardInput.FlushAsync(cancellation).ConfigureAwait(false);
            var errors = ListenAsync(child.StandardError, lastWords, cancellation);
            var ended = await FollowAsync(child.StandardOutput, context, cancellation).ConfigureAwait(false);
            await errors.ConfigureAwait(false);
            await child.WaitForExitAsync(cancellation).ConfigureAwait(false);
            if (ended is { Failure: { } failure })
                throw new StageException(failure.What, failure.Where, failure.Remedy);
            if (ended is not { Done: true })
                throw EndedSilently(child, request.Stage, lastWords);
        }
        catch (IOException broken)
        {
            await child.WaitForExitAsync(cancellation).ConfigureAwait(false);
            throw EndedSilently(child, request.Stage, lastWords, broken);
        }
        finally
        {
            if (!child.HasExited)
            {
                child.Kill(entireProcessTree: true);
                await child.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Until the output ends.</summary>
    /// <returns>The last message about the end; null when there was none.</returns>
    private static async Task<ChildMessage?> FollowAsync(StreamReader output, StageContext context, CancellationToken cancellation)
    {
        ChildMessage? ended = null;
        while (await output.ReadLineAsync(cancellation).ConfigureAwait(false) is { } line)
        {
            switch (ChildMessage.Find(line))
            {
                case { Progress: { } progress }:
                    context.Progress.Report(progress);
                    break;
                case { Kind: not null } told:
                    context.Report(told.ToEvent());
                    break;
                case { } end:
                    ended = end;
                    break;
            }
        }

        return ended;
    }

    private static async Task ListenAsync(StreamReader errors, Queue<string> lastWords, CancellationToken cancellation)
    {
        while (await errors.ReadLineAsync(cancellation).ConfigureAwait(false) is { } line)
        {
            lastWords.Enqueue(line);
            if (lastWords.Count > LastWords)
                lastWords.Dequeue();
        }
    }

    private static StageException EndedSilently(Process child, string stage, IEnumerable<string> lastWords, Exception? inner = null) =>
        new(
            $"its process ended with exit code {child.ExitCode} before the stage was done; it said: {string.Join(" | ", lastWords)}",
            $"stage {stage}, process {child.Id}",
            "If the system ran out of memory, give it more or fit smaller candidates; then start the run again",
            inner
        );
}
