using Streaming.Contracts.Events;
using Streaming.Features;
using Streaming.Models.Contributions;

namespace Streaming.Models.Reasons;

/// <summary>Turns contributions into reasons: those of one concept are added up, the ones away from satisfied are told. Immutable and thread-safe.</summary>
internal sealed class Explainer
{
    /// <summary>A push of less than a hundredth of log-odds moves no probability by more than 0.0025: not worth a sentence.</summary>
    private const double Negligible = 0.01;

    private readonly IContributions contributions;
    private readonly IReadOnlyDictionary<string, IReadOnlyList<string>> categories;
    private readonly int[] conceptOf;

    /// <exception cref="InvalidOperationException">A feature of the model belongs to no concept.</exception>
    public Explainer(IContributions contributions, IReadOnlyDictionary<string, IReadOnlyList<string>> categories)
    {
        this.contributions = contributions;
        this.categories = categories;
        var concepts = ReasonCatalog.ByFeature();
        conceptOf = new int[concepts.Length];
        for (var feature = 0; feature < concepts.Length; feature++)
        {
            var at = -1;
            for (var concept = 0; concept < ReasonCatalog.All.Count; concept++)
                if (ReferenceEquals(ReasonCatalog.All[concept], concepts[feature])) at = concept;
            if (at < 0 && FeatureSchema.All[feature].InModel) throw new InvalidOperationException($"no reason tells about feature '{FeatureSchema.All[feature].Name}'");
            conceptOf[feature] = at;
        }
    }

    /// <param name="vector">One value per feature.</param>
    /// <param name="leaves">The leaf that the vector reaches in each tree.</param>
    /// <param name="limit">Most reasons.</param>
    public IReadOnlyList<Reason> Explain(ReadOnlySpan<float> vector, ReadOnlySpan<int> leaves, int limit)
    {
        Span<double> perFeature = stackalloc double[conceptOf.Length];
        Span<double> perConcept = stackalloc double[ReasonCatalog.All.Count];
        Span<int> strongest = stackalloc int[ReasonCatalog.All.Count];
        contributions.Attribute(vector, leaves, perFeature);
        perConcept.Clear();
        strongest.Fill(-1);
        for (var feature = 0; feature < conceptOf.Length; feature++)
        {
            var concept = conceptOf[feature];
            if (concept < 0) continue;
            perConcept[concept] += perFeature[feature];
            if (strongest[concept] < 0 || perFeature[feature] < perFeature[strongest[concept]]) strongest[concept] = feature;
        }

        var reasons = new List<Reason>(limit);
        var facts = new ReasonFacts(vector, categories);
        while (reasons.Count < limit)
        {
            var next = 0;
            for (var concept = 1; concept < perConcept.Length; concept++)
                if (perConcept[concept] < perConcept[next]) next = concept;
            if (perConcept[next] > -Negligible) break;
            var told = ReasonCatalog.All[next];
            reasons.Add(new Reason(told.Code, FeatureSchema.All[strongest[next]].Name, told.Text(facts), perConcept[next]));
            perConcept[next] = double.PositiveInfinity;
        }

        return reasons;
    }
}
