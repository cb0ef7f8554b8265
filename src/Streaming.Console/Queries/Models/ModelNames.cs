using Streaming.Audit;
using Streaming.Audit.Registry;
using Streaming.Console.Web;

namespace Streaming.Console.Queries.Models;

/// <summary>The names of versions, such as <c>v7</c>, for pages that know a version or an artifact. For one request; reads the registry
/// once.</summary>
public sealed class ModelNames(AuditStore audit)
{
    private IReadOnlyList<ModelHistory>? models;

    /// <summary>Of a version; the version itself where it is not registered here.</summary>
    public async Task<string> OfVersionAsync(string model, string version, CancellationToken cancellation) =>
        (await ModelsAsync(cancellation)).FirstOrDefault(known => known.Name == model)?.ShortNameOf(version) ?? version;

    /// <summary>Of an artifact, under whichever name it is registered first; the begin of its hash where it is not.</summary>
    public async Task<string> OfArtifactAsync(string sha256, CancellationToken cancellation)
    {
        foreach (var model in await ModelsAsync(cancellation))
        {
            if (model.Registered.FirstOrDefault(known => known.Sha256 == sha256) is { } registered)
                return model.ShortNameOf(registered.Version);
        }

        return Format.Hash(sha256);
    }

    private async Task<IReadOnlyList<ModelHistory>> ModelsAsync(CancellationToken cancellation) =>
        models ??= await audit.Models.ListAsync(cancellation);
}
