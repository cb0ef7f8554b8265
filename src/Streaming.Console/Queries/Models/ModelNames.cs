using System.Text.RegularExpressions;
using Streaming.Audit;
using Streaming.Audit.Registry;
using Streaming.Console.Web;

namespace Streaming.Console.Queries.Models;

/// <summary>The names of versions, such as <c>v7</c>, for pages that know a version or an artifact. For one request; reads the registry
/// once.</summary>
public sealed partial class ModelNames(AuditStore audit)
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

    /// <summary>A sentence of the audit trail in which versions have their names too, such as
    /// <c>promoted version v7 (4c38f59ef375)</c>.</summary>
    public async Task<string> InAsync(string sentence, CancellationToken cancellation)
    {
        var known = (await ModelsAsync(cancellation))
            .SelectMany(model => model.Registered.Select(one => (one.Version, Name: model.ShortNameOf(one.Version))))
            .DistinctBy(one => one.Version)
            .ToDictionary(one => one.Version, one => one.Name);
        return Version()
            .Replace(
                sentence,
                found => known.GetValueOrDefault(found.Value) is { } name && name != found.Value ? $"{name} ({found.Value})" : found.Value
            );
    }

    [GeneratedRegex(@"(?<=\bversion )[^\s,;:]+")]
    private static partial Regex Version();

    private async Task<IReadOnlyList<ModelHistory>> ModelsAsync(CancellationToken cancellation) =>
        models ??= await audit.Models.ListAsync(cancellation);
}
