using Streaming.Audit;

namespace Streaming.Retraining.Tracking.Mlflow;

/// <summary>Artifacts of runs, through the server itself (its artifact proxy). Every method throws <see
/// cref="TrackingException"/>.</summary>
internal sealed class MlflowArtifacts(MlflowHttp http)
{
    private const string Api = "api/2.0/mlflow-artifacts/artifacts";
    private const string Scheme = "mlflow-artifacts";

    /// <summary>Where a run's artifacts are in the proxy; null when they belong into a store that only its own clients can write
    /// to.</summary>
    /// <param name="artifactUri">The run's; <c>mlflow-artifacts:/1/ab…/artifacts</c>, or the same with the server's name.</param>
    public static string? Root(string artifactUri) =>
        Uri.TryCreate(artifactUri, UriKind.Absolute, out var uri) && uri.Scheme == Scheme ? uri.AbsolutePath.Trim('/') : null;

    /// <summary>Sizes of the files in a folder, by name; empty for a folder that is not there.</summary>
    public async Task<IReadOnlyDictionary<string, long>> SizesAsync(string folder, CancellationToken cancellation)
    {
        var page = await http.AskAsync<FilePage>(HttpMethod.Get, $"{Api}?path={Uri.EscapeDataString(folder)}", null, true, cancellation)
            .ConfigureAwait(false);
        return (page.Files ?? [])
            .Where(file => !file.IsDir)
            .ToDictionary(file => file.Path[(file.Path.LastIndexOf('/') + 1)..], file => file.FileSize ?? 0, StringComparer.Ordinal);
    }

    /// <summary>Writes a file, or writes it again.</summary>
    public Task PutAsync(string path, Func<CancellationToken, Task<Stream>> open, CancellationToken cancellation) =>
        http.PutAsync($"{Api}/{string.Join('/', path.Split('/').Select(Uri.EscapeDataString))}", open, cancellation);
}
