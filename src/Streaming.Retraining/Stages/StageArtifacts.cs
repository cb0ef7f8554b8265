using Streaming.Contracts;
using Streaming.Models.Policy;

namespace Streaming.Retraining.Stages;

/// <summary>Faults of the disk under a stage's files, reported as what, where and remedy.</summary>
internal static class StageArtifacts
{
    /// <exception cref="StageException">The disk is full or the folder cannot be written.</exception>
    public static void Written(string folder, Action write)
    {
        try
        {
            write();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new StageException(
                $"the artifacts cannot be written: {fault.Message}",
                folder,
                "Free space on the disk or make the folder writable, then start the run again; stages that are done are not repeated.",
                fault
            );
        }
    }

    /// <exception cref="StageException">An input is missing, unreadable or not of its format.</exception>
    public static T Read<T>(string path, Func<string, T> read)
    {
        try
        {
            return read(path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or InvalidDataException or ContractException)
        {
            throw new StageException(
                $"the artifact cannot be read: {fault.Message}",
                path,
                "Start the run again with its earlier stages repeated.",
                fault
            );
        }
    }
}
