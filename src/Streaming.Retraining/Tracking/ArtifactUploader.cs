using System.Text;
using Streaming.Audit;
using Streaming.Retraining.Tracking.Mlflow;

namespace Streaming.Retraining.Tracking;

/// <summary>Sends files to runs. A file that is there with its size is not sent again: our artifacts never change under one name.</summary>
internal sealed class ArtifactUploader(TrackingSettings settings, MlflowArtifacts server, ArtifactOpener open, ExportNotes notes)
{
    private const long BytesPerMiB = 1 << 20;

    private readonly Dictionary<string, IReadOnlyDictionary<string, long>> sizes = new(StringComparer.Ordinal);

    /// <summary>Sends one of our artifacts to a run, under a path of its own.</summary>
    /// <exception cref="TrackingException">The server did not take it, for another reason than that it takes none.</exception>
    public async Task SendAsync(MlflowRun run, TrackedArtifact artifact, string path, CancellationToken cancellation)
    {
        if (settings.KeptBack.Contains(artifact.Path.Split('/')[0], StringComparer.Ordinal))
        {
            notes.KeptBack(artifact.Path);
            return;
        }

        if (notes.ServerTakesNoArtifacts)
            return;
        var first = await SizedAsync(await open(artifact, cancellation).ConfigureAwait(false), cancellation).ConfigureAwait(false);
        if (first is null)
        {
            notes.Gone(artifact.Path);
            return;
        }

        var unused = first;
        try
        {
            if (first.Length > settings.LargestArtifactMiB * BytesPerMiB)
                notes.TooLarge(artifact.Path);
            else
                await SendAsync(run, path, first.Length, FirstThenAgain, cancellation).ConfigureAwait(false);
        }
        finally
        {
            if (unused is not null)
                await unused.DisposeAsync().ConfigureAwait(false);
        }

        // Opening may mean to fetch it from a database: done again only for a second attempt.
        async Task<Stream> FirstThenAgain(CancellationToken token)
        {
            if (unused is null)
                return await OpenAsync(artifact, token).ConfigureAwait(false);
            var fresh = unused;
            unused = null;
            return fresh;
        }
    }

    /// <summary>Sends a text that we wrote ourselves; always, as another version of this program may word it otherwise in as many
    /// bytes.</summary>
    public Task SendTextAsync(MlflowRun run, string path, string text, CancellationToken cancellation)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return SendAsync(run, path, null, _ => Task.FromResult<Stream>(new MemoryStream(bytes, writable: false)), cancellation);
    }

    private async Task SendAsync(
        MlflowRun run,
        string path,
        long? size,
        Func<CancellationToken, Task<Stream>> bytes,
        CancellationToken cancellation
    )
    {
        if (notes.ServerTakesNoArtifacts)
            return;
        if (MlflowArtifacts.Root(run.Info.ArtifactUri) is not { } root)
        {
            notes.NotServed($"the server keeps them at {Scheme(run.Info.ArtifactUri)}… and does not take them over HTTP");
            return;
        }

        var target = $"{root}/{MlflowNames.Path(path)}";
        try
        {
            if (size is not null && await SizeAsync(target, cancellation).ConfigureAwait(false) == size)
                return;
            await server.PutAsync(target, bytes, cancellation).ConfigureAwait(false);
        }
        catch (ArtifactsNotServedException none)
        {
            notes.NotServed(none.Message);
        }
    }

    private async Task<long?> SizeAsync(string target, CancellationToken cancellation)
    {
        var slash = target.LastIndexOf('/');
        var folder = target[..slash];
        if (!sizes.TryGetValue(folder, out var files))
            sizes.Add(folder, files = await server.SizesAsync(folder, cancellation).ConfigureAwait(false));
        return files.TryGetValue(target[(slash + 1)..], out var size) ? size : null;
    }

    private async Task<Stream> OpenAsync(TrackedArtifact artifact, CancellationToken cancellation) =>
        await SizedAsync(await open(artifact, cancellation).ConfigureAwait(false), cancellation).ConfigureAwait(false)
        ?? throw new IOException($"artifact {artifact.Path} ({artifact.Sha256}) has gone while it was sent");

    /// <summary>The stream itself when it tells its length; else its bytes in a file of the system's temporary folder that goes with the
    /// stream.</summary>
    private static async Task<Stream?> SizedAsync(Stream? stream, CancellationToken cancellation)
    {
        if (stream is null or { CanSeek: true })
            return stream;
        await using (stream.ConfigureAwait(false))
        {
            var file = new FileStream(
                Path.GetTempFileName(),
                FileMode.Open,
                FileAccess.ReadWrite,
                FileShare.None,
                1 << 16,
                FileOptions.DeleteOnClose | FileOptions.Asynchronous
            );
            try
            {
                await stream.CopyToAsync(file, cancellation).ConfigureAwait(false);
                file.Position = 0;
                return file;
            }
            catch
            {
                await file.DisposeAsync().ConfigureAwait(false);
                throw;
            }
        }
    }

    private static string Scheme(string uri) => uri.Split('/')[0] + "//";
}
