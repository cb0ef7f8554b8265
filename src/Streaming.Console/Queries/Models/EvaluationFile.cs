using System.Text.Json;
using Streaming.Audit;
using Streaming.Audit.Runs;

namespace Streaming.Console.Queries.Models;

/// <summary>The part of a run's evaluation that is too large for events, as its stage has written it: curves and parts.</summary>
public sealed record EvaluationFile
{
    private const string Stage = "06-evaluation";
    private const string Artifact = "evaluation.json";

    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public IReadOnlyList<EvaluatedModel> Candidates { get; init; } = [];

    public EvaluatedModel? Champion { get; init; }

    public EvaluatedModel? BestServed { get; init; }

    /// <returns>Null when the run measured nothing, or what it has measured is kept no more.</returns>
    public static async Task<EvaluationFile?> FindAsync(AuditStore audit, RunHistory? run, CancellationToken cancellation)
    {
        if (run?.Stage(Stage)?.Outputs.GetValueOrDefault(Artifact) is not { } sha256)
            return null;
        try
        {
            return await audit.Artifacts.FindAsync(sha256, cancellation) is { } bytes
                ? JsonSerializer.Deserialize<EvaluationFile>(bytes, Json)
                : null;
        }
        catch (JsonException)
        {
            return null; // of a program that wrote it in another form
        }
    }

    /// <summary>A version, by its artifact or, where it was fitted again after it had been measured, as candidate of its own run.</summary>
    public EvaluatedModel? Of(ModelFacts version) =>
        new[] { Champion, BestServed }
            .Concat(Candidates)
            .OfType<EvaluatedModel>()
            .OrderByDescending(model => model.Groups.Count) // the best that ever served has no parts
            .FirstOrDefault(model => model.Sha256 == version.Version.Sha256)
        ?? Candidates.FirstOrDefault(model => model.Name == version.Measured?.Candidate);
}

/// <summary>A model on the test slice.</summary>
/// <param name="Open">On customers who had not answered at delivery.</param>
public sealed record EvaluatedModel(string Name, string Sha256, EvaluatedPopulation Open)
{
    /// <summary>The same figures on parts of the test slice; empty where they were not measured.</summary>
    public IReadOnlyList<EvaluatedPart> Groups { get; init; } = [];
}

/// <param name="N">Labelled orders.</param>
public sealed record EvaluatedPopulation(int N, double? Ece)
{
    /// <summary>Ten bins of probability; empty for a model that only ranks.</summary>
    public IReadOnlyList<CurvePoint> Curve { get; init; } = [];
}

/// <summary>Orders whose probability of satisfied is from <paramref name="From"/> on and under 0.1 more.</summary>
/// <param name="N">Labelled orders.</param>
public sealed record CurvePoint(double From, int N, double? MeanProbability, double? ShareSatisfied);

/// <summary>A part of the test slice, such as one state.</summary>
/// <param name="Group">Such as <c>state</c> or <c>lateness</c>.</param>
/// <param name="N">Labelled orders.</param>
public sealed record EvaluatedPart(string Group, string Value, int N, double? UnsatisfiedShare, double? PrAuc, double? Ece);
