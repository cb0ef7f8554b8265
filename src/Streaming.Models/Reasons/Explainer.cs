using Streaming.Contracts.Events;
using Streaming.Features;
using Streaming.Models.Contributions;

namespace Streaming.Models.Reasons;

/// <summary>Turns contributions into reasons: those of one concept are added up, the ones away from satisfied are told. Immutable and
/// thread-safe.</summary>
internal sealed class Explainer
{
    /// <summary>A push of less than a hundredth of log-odds moves no probability by more than 0.0025: not worth a sentence.</summary>
    private const double Negligible = 0.01;

    private readonly IContributions contributions;
    private readonly IReadOnlyDictionary<string, IReadOnlyList<string>> categories;
    private readonly ReasonConcept[] concepts = [.. ReasonCatalog.All];
    private readonly int[][] featuresOf;

    /// <exception cref="InvalidOperationException">A feature of the model belongs to no concept.</exception>
    public Explainer(IContributions contributions, IReadOnlyDictionary<string, IReadOnlyList<string>> categories)
    {
        this.contributions = contributions;
        this.categories = categories;
        var byFeature = ReasonCatalog.ByFeature();
        for (var feature = 0; feature < byFeature.Length; feature++)
            if (byFeature[feature] is null && FeatureSchema.All[feature].InModel)
                throw new InvalidOperationException($"no reason tells about feature '{FeatureSchema.All[feature].Name}'");
        featuresOf = [.. concepts.Select(concept => concept.Features.Select(FeatureSchema.IndexOf).Order().ToArray())];
    }

    /// <param name="vector">One value per feature.</param>
    /// <param name="leaves">The leaf that the vector reaches in each tree.</param>
    /// <param name="limit">Most reasons.</param>
    public IReadOnlyList<Reason> Explain(ReadOnlySpan<float> vector, ReadOnlySpan<int> leaves, int limit)
    {
        Span<double> perFeature = stackalloc double[vector.Length];
        Span<double> perConcept = stackalloc double[concepts.Length];
        contributions.Attribute(vector, leaves, perFeature);
        for (var concept = 0; concept < perConcept.Length; concept++)
        {
            var sum = 0.0;
            foreach (var feature in featuresOf[concept])
                sum += perFeature[feature];
            perConcept[concept] = sum;
        }

        var reasons = new List<Reason>(limit);
        var facts = new ReasonFacts(vector, categories);
        while (reasons.Count < limit)
        {
            var next = 0;
            for (var concept = 1; concept < perConcept.Length; concept++)
                if (perConcept[concept] < perConcept[next])
                    next = concept;
            if (perConcept[next] > -Negligible)
                break;
            reasons.Add(
                new Reason(
                    concepts[next].Code,
                    FeatureSchema.All[Strongest(featuresOf[next], perFeature)].Name,
                    concepts[next].Text(facts),
                    perConcept[next]
                )
            );
            perConcept[next] = double.PositiveInfinity;
        }

        return reasons;
    }

    /// <summary>The feature that pushes hardest away from satisfied, the first of equals.</summary>
    private static int Strongest(int[] features, ReadOnlySpan<double> perFeature)
    {
        var strongest = features[0];
        foreach (var feature in features)
            if (perFeature[feature] < perFeature[strongest])
                strongest = feature;
        return strongest;
    }
}
