using System.Collections.Frozen;
using Streaming.Contracts.Rules;
using Streaming.Features.Histories;

namespace Streaming.Features;

public enum FeatureKind
{
    Numeric,

    /// <summary>A string, turned into an ordinal code by the artifact's dictionary.</summary>
    Categorical,
}

/// <param name="Name">As in the predecessor's inference contract where it has one.</param>
/// <param name="Kind">Number or category.</param>
/// <param name="Unit">days, BRL, count, share, 0/1, …</param>
/// <param name="InModel">False: part of the vector (and the contract) but not given to the trees.</param>
/// <param name="Meaning">One line, for people.</param>
public sealed record FeatureDefinition(string Name, FeatureKind Kind, string Unit, bool InModel, string Meaning);

/// <summary>The features in the one order in which every vector holds them. Immutable.</summary>
public static class FeatureSchema
{
    /// <summary>Changes with any definition, prior or constant of a feature.</summary>
    public const string Version = "1";

    private static readonly FrozenDictionary<string, int> Indices;

    static FeatureSchema()
    {
        All = [.. SingleEventDefinitions.All, .. HistoryDefinitions.All];
        Indices = All.Select((feature, index) => KeyValuePair.Create(feature.Name, index)).ToFrozenDictionary(StringComparer.Ordinal);
    }

    public static IReadOnlyList<FeatureDefinition> All { get; }

    /// <summary>The priors that shares and means are smoothed with, by name: constants of the feature version, written into every
    /// artifact.</summary>
    public static IReadOnlyDictionary<string, double> Priors { get; } = HistoryConstants.Priors();

    /// <exception cref="ArgumentException">No feature has this name.</exception>
    public static int IndexOf(string name) =>
        Indices.TryGetValue(name, out var index)
            ? index
            : throw new ArgumentException(
                $"'{name}' is not a feature of version {Version}; see {nameof(FeatureSchema)}.{nameof(All)} for the {All.Count} names",
                nameof(name)
            );
}
