using Streaming.Audit.Models;
using Streaming.Models;
using Streaming.Models.Artifacts;

namespace Streaming.Host.Commands;

/// <summary>A model artifact that somebody names on the command line.</summary>
internal static class ArtifactFile
{
    /// <summary>The bytes of the file and the model that they hold, checked whole.</summary>
    /// <param name="name">The option or argument that names the file, for messages.</param>
    /// <param name="path">A file that exists.</param>
    /// <exception cref="BadInputException">It holds no model, a damaged one, or one of another version of this program.</exception>
    public static (byte[] Bytes, ServingModel Model) Load(string name, string path)
    {
        var bytes = File.ReadAllBytes(path);
        try
        {
            return (bytes, ServingModel.Load(bytes));
        }
        catch (ArtifactException broken)
        {
            throw new BadInputException(
                $"{name} is '{path}': {broken.Message}; allowed: an artifact as `streaming train` of this version writes it"
            );
        }
    }
}
