using Streaming.Audit;

namespace Streaming.Retraining.Tracking.Mlflow;

/// <summary>The model registry of a server. Every method throws <see cref="TrackingException"/>.</summary>
internal sealed class MlflowModels(MlflowHttp http)
{
    private const string Api = "api/2.0/mlflow/";

    /// <summary>The model with its aliases and tags; null when it is not registered.</summary>
    public async Task<MlflowModel?> FindAsync(string name, CancellationToken cancellation)
    {
        try
        {
            var path = Api + "registered-models/get?name=" + Uri.EscapeDataString(name);
            return (await http.AskAsync<ModelAnswer>(HttpMethod.Get, path, null, true, cancellation).ConfigureAwait(false)).RegisteredModel;
        }
        catch (TrackingRefusedException refused) when (refused.Code == "RESOURCE_DOES_NOT_EXIST")
        {
            return null;
        }
    }

    /// <summary>Registers the name; one that is registered already is left as it is.</summary>
    public async Task RegisterAsync(CreateModel model, CancellationToken cancellation)
    {
        try
        {
            await http.AskAsync<ModelAnswer>(HttpMethod.Post, Api + "registered-models/create", model, true, cancellation)
                .ConfigureAwait(false);
        }
        catch (TrackingRefusedException refused) when (refused.Code == "RESOURCE_ALREADY_EXISTS")
        {
            // somebody was first, or an answer was lost
        }
    }

    /// <summary>All versions of the model, oldest first.</summary>
    /// <param name="name">Of the form of <see cref="MlflowNames.Model"/>: without quotes.</param>
    public async Task<IReadOnlyList<MlflowVersion>> VersionsAsync(string name, CancellationToken cancellation)
    {
        List<MlflowVersion> found = [];
        string? next = null;
        do
        {
            var query =
                $"filter={Uri.EscapeDataString($"name='{name}'")}&max_results={MlflowLimits.PageSize}"
                + (next is null ? "" : "&page_token=" + Uri.EscapeDataString(next));
            var page = await http.AskAsync<VersionPage>(HttpMethod.Get, $"{Api}model-versions/search?{query}", null, true, cancellation)
                .ConfigureAwait(false);
            found.AddRange(page.ModelVersions ?? []);
            next = page.NextPageToken;
        } while (!string.IsNullOrEmpty(next));
        return [.. found.OrderBy(version => version.Version.Length).ThenBy(version => version.Version, StringComparer.Ordinal)];
    }

    /// <summary>Creates a version. Never repeated by itself: the server may have done it although no answer came.</summary>
    public async Task<MlflowVersion> CreateVersionAsync(CreateVersion version, CancellationToken cancellation) =>
        (
            await http.AskAsync<VersionAnswer>(HttpMethod.Post, Api + "model-versions/create", version, false, cancellation)
                .ConfigureAwait(false)
        ).ModelVersion;

    /// <summary>Sets the alias, taking it from the version that had it.</summary>
    public Task SetAliasAsync(SetAlias alias, CancellationToken cancellation) =>
        http.AskAsync<NoAnswer>(HttpMethod.Post, Api + "registered-models/alias", alias, true, cancellation);

    public Task SetTagAsync(SetModelTag tag, CancellationToken cancellation) =>
        http.AskAsync<NoAnswer>(HttpMethod.Post, Api + "registered-models/set-tag", tag, true, cancellation);
}
