using System.Buffers;
using Streaming.Contracts.Events;
using Streaming.Features;
using Streaming.Features.Histories;
using Streaming.Models.Artifacts;
using Streaming.Models.Contributions;
using Streaming.Models.Policy;
using Streaming.Models.Reasons;

namespace Streaming.Models;

/// <summary>Margin in log-odds of satisfied, calibrated probability of satisfied, tier.</summary>
public readonly record struct Score(double Margin, double Probability, Tier Tier);

/// <summary>A verified artifact, ready to score. Immutable and thread-safe.</summary>
public sealed class ServingModel
{
    private readonly Artifact artifact;
    private readonly Explainer explainer;

    private ServingModel(Artifact artifact)
    {
        this.artifact = artifact;
        Categories = new CategoryDictionary(artifact.Content.Categories);
        explainer = new Explainer(new PathContributions(artifact.Content.Forest), artifact.Content.Categories);
    }

    public string Name => artifact.Content.Name;

    /// <summary>Derived from the content, 12 hexadecimal digits.</summary>
    public string Version => artifact.Version;

    public string Sha256 => artifact.Sha256;

    public string FeatureVersion => artifact.Content.FeatureVersion;

    public TierPolicy Policy => artifact.Content.Policy;

    public CategoryDictionary Categories { get; }

    /// <summary>Bins of every feature and of the score, with the training slice's counts.</summary>
    public Reference Reference => artifact.Content.Reference;

    /// <summary>What the artifact carries beside the parts named here: lineage, metrics, forest, calibration.</summary>
    public ArtifactContent Content => artifact.Content;

    /// <summary>Reads an artifact file, checks its SHA-256 (when one is expected), its golden rows and that its features are this
    /// binary's.</summary>
    /// <exception cref="ArtifactException">Not an artifact, cut short, another format version, another hash, other features, or a golden
    /// row differs.</exception>
    public static ServingModel Load(ReadOnlyMemory<byte> artifact, string? expectedSha256 = null)
    {
        var read = ArtifactReader.Read(artifact, expectedSha256);
        CheckFeatures(read.Content);
        return new ServingModel(read);
    }

    /// <summary>Scores one encoded vector in the order of <see cref="FeatureSchema.All"/>. Allocates nothing after warm-up.</summary>
    public Score Score(ReadOnlySpan<float> vector) => ScoreOf(artifact.Content.Forest.Margin(vector));

    /// <summary>The score and <see cref="Explain"/>, from one evaluation of the forest.</summary>
    public Score Score(ReadOnlySpan<float> vector, int reasonLimit, out IReadOnlyList<Reason> reasons)
    {
        var forest = artifact.Content.Forest;
        var rented = ArrayPool<int>.Shared.Rent(forest.TreeCount);
        var leaves = rented.AsSpan(0, forest.TreeCount);
        var score = ScoreOf(forest.Margin(vector, leaves));
        reasons = explainer.Explain(vector, leaves, reasonLimit);
        ArrayPool<int>.Shared.Return(rented);
        return score;
    }

    /// <summary>The strongest contributions away from satisfied, strongest first, in words; features of one concept count
    /// together.</summary>
    public IReadOnlyList<Reason> Explain(ReadOnlySpan<float> vector, int limit = 3)
    {
        Score(vector, limit, out var reasons);
        return reasons;
    }

    /// <summary>A fresh copy of the histories that the artifact carries; the caller owns it.</summary>
    /// <exception cref="ArtifactException">The histories cannot be read by this binary.</exception>
    public HistoryTable LoadHistories()
    {
        try
        {
            using var stream = new MemoryStream(artifact.Content.Histories.ToArray(), writable: false);
            return HistoryTable.Load(stream);
        }
        catch (InvalidDataException broken)
        {
            throw new ArtifactException("the artifact's histories cannot be read: " + broken.Message, broken);
        }
    }

    private Score ScoreOf(double margin)
    {
        var probability = artifact.Content.Calibration.Probability(margin);
        return new Score(margin, probability, artifact.Content.Policy.Classify(probability));
    }

    private static void CheckFeatures(ArtifactContent content)
    {
        if (content.FeatureVersion != FeatureSchema.Version)
            throw new ArtifactException(
                $"the artifact was fitted on feature version {content.FeatureVersion}, this program computes version "
                    + $"{FeatureSchema.Version}"
            );
        var ours = FeatureSchema.All;
        if (content.Features.Count != ours.Count)
            throw new ArtifactException($"the artifact has {content.Features.Count} features, this program computes {ours.Count}");
        for (var i = 0; i < ours.Count; i++)
            if (content.Features[i] != ours[i].Name)
                throw new ArtifactException(
                    $"feature {i} of the artifact is '{content.Features[i]}', this program computes '{ours[i].Name}' there"
                );
        foreach (var (name, prior) in FeatureSchema.Priors)
            if (!content.Priors.TryGetValue(name, out var theirs) || theirs != prior)
                throw new ArtifactException(
                    $"the artifact's histories were smoothed with another prior '{name}' than this program's {prior}"
                );
        foreach (var definition in ours)
            if (definition.Kind == FeatureKind.Categorical && !content.Categories.ContainsKey(definition.Name))
                throw new ArtifactException($"the artifact has no dictionary for the category '{definition.Name}'");
    }
}
