using System.CommandLine;
using Streaming.Audit.Runs;
using Streaming.Contracts;
using Streaming.Host.Logging;
using Streaming.Host.Retraining;

namespace Streaming.Host.Commands;

/// <summary><c>runs artifacts</c>: what a run has left, as files.</summary>
internal static class RunsArtifactsCommand
{
    public static Command Create()
    {
        var (run, embedded) = (RunsCommand.Run(), RunsCommand.Embedded());
        var folder = new PathOption("--out", PathUse.FolderToWrite)
        {
            Description = "Receives a folder for each stage; files that are there are replaced",
            HelpName = "DIR",
            Required = true,
        };
        var command = new Command(
            "artifacts",
            "Writes the artifacts of a run as files, a folder for each stage; feature rows also as CSV. "
                + "Every file is checked against its hash."
        )
        {
            run,
            folder,
            embedded,
        };
        command.SetAction(
            async (parsed, stop) =>
            {
                using var logs = ProcessLog.Create(LogLevel.Warning);
                await using var database = await RunsDatabase.OpenAsync(parsed, embedded, logs, stop);
                var id = parsed.GetRequiredValue(run);
                var found = await database.Audit.Runs.FindByEventsAsync(id, stop) ?? throw new UnknownRunException(id);
                var (root, output) = (parsed.GetRequiredValue(folder)!, parsed.InvocationConfiguration.Output);
                foreach (var stage in found.Stages)
                {
                    foreach (var (name, sha256) in stage.Outputs)
                    {
                        var path = ArtifactPlace.Of(root, stage.Stage, name);
                        OwnerOnly.Folder(Path.GetDirectoryName(path)!);
                        if (!await database.Audit.Artifacts.FetchAsync(sha256, path, stop))
                            throw new FailedException($"artifact {stage.Stage}/{name} ({sha256}) of run {id} is not in the artifact store");
                        await output.WriteLineAsync($"{path}  {new FileInfo(path).Length:N0} bytes  {sha256}");
                    }

                    if (ArtifactTables.WriteBeside(ArtifactPlace.Of(root, stage.Stage), stage.Stage, stop) is { } table)
                        await output.WriteLineAsync($"{table}  {new FileInfo(table).Length:N0} bytes, the rows as CSV");
                }

                return ExitCodes.Ok;
            }
        );
        return command;
    }
}
