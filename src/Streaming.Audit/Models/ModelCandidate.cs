using System.Text.Json;
using Streaming.Audit.Artifacts;
using Streaming.Contracts.Rules;

namespace Streaming.Audit.Models;

/// <summary>An artifact that is proposed for serving.</summary>
public sealed record ModelCandidate
{
    /// <summary>The model's name, by which scorers follow topic <c>model-promotions</c>. Not blank.</summary>
    public required string Name { get; init; }

    /// <summary>Not blank.</summary>
    public required string Version { get; init; }

    /// <summary>SHA-256 of the whole artifact file, 64 lower-case hexadecimal digits.</summary>
    public required string Sha256 { get; init; }

    /// <summary>What it was made from: a JSON object. No personal data.</summary>
    public required string Lineage { get; init; }

    /// <exception cref="ArgumentException">A field breaks its rule; names the field and the value.</exception>
    internal void Validate()
    {
        if (string.IsNullOrWhiteSpace(Name))
            throw new ArgumentException("the candidate's name is blank; promotions are kept by it");
        if (string.IsNullOrWhiteSpace(Version))
            throw new ArgumentException($"the version of model '{Name}' is blank; it names the artifact for ever");
        ArtifactHash.Check(Sha256);
        try
        {
            using var lineage = JsonDocument.Parse(Lineage);
            if (lineage.RootElement.ValueKind != JsonValueKind.Object)
                throw new ArgumentException($"the lineage of model '{Name}' is a JSON {lineage.RootElement.ValueKind}; expected an object");
        }
        catch (JsonException broken)
        {
            throw new ArgumentException($"the lineage of model '{Name}' is not JSON: {broken.Message}", broken);
        }
    }
}
