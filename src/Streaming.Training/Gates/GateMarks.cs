using System.Text.Json;
using System.Text.Json.Nodes;
using Streaming.Contracts.Gates;
using Streaming.Models;
using Streaming.Models.Artifacts;
using Streaming.Training.Evaluation;

namespace Streaming.Training.Gates;

/// <summary>
/// What an artifact itself says about gates that it failed, so that a file which was trained outside of a run cannot be put into service as
/// if nobody had judged it. An artifact
/// that failed none carries nothing and keeps its bytes.
/// </summary>
public static class GateMarks
{
    private const string Member = "failed_gates";

    /// <param name="artifact">As it was assembled.</param>
    /// <param name="gates">All of its gates.</param>
    /// <returns>The same bytes where none failed; else an artifact that says which, under another hash.</returns>
    public static byte[] Marked(byte[] artifact, IReadOnlyList<GateResult> gates)
    {
        GateResult[] failed = [.. gates.Where(gate => gate.Failed)];
        if (failed.Length == 0)
            return artifact;
        var content = ServingModel.Load(artifact).Content;
        var metrics = JsonNode.Parse(content.Metrics.GetRawText())!.AsObject();
        metrics[Member] = JsonSerializer.SerializeToNode(failed, EvaluationReport.JsonOptions);
        return ArtifactWriter.Write(content with { Metrics = JsonSerializer.SerializeToElement(metrics) });
    }

    /// <summary>The gates that it says it failed; empty for one that says nothing.</summary>
    /// <exception cref="InvalidDataException">What it says cannot be read.</exception>
    public static IReadOnlyList<GateResult> Of(ServingModel model)
    {
        if (!model.Content.Metrics.TryGetProperty(Member, out var marks))
            return [];
        try
        {
            return marks.Deserialize<GateResult[]>(EvaluationReport.JsonOptions) ?? [];
        }
        catch (JsonException broken)
        {
            throw new InvalidDataException($"the artifact's '{Member}' cannot be read: {broken.Message}; train it again", broken);
        }
    }
}
