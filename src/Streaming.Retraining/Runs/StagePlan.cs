using Streaming.Audit.Runs;
using Streaming.Retraining.Stages;

namespace Streaming.Retraining.Runs;

/// <summary>What will be done about a stage whose inputs are known.</summary>
/// <param name="Input">What its outputs follow from.</param>
/// <param name="Artifacts">SHA-256 of each input that there is, by <c>stage/artifact</c>.</param>
/// <param name="Earlier">The work that will be taken instead of doing it again; null when it has to be done.</param>
internal sealed record StagePlan(StageInput Input, IReadOnlyDictionary<string, string> Artifacts, StageResult? Earlier)
{
    /// <summary>Why it is skipped, in words.</summary>
    public string WhySkipped
    {
        get
        {
            var settings = Input.Parts.Keys.Count(name => name.StartsWith("setting ", StringComparison.Ordinal));
            var inputs = Input.Parts.Keys.Count(name => name.StartsWith("input ", StringComparison.Ordinal));
            return $"code, {settings} settings and {inputs} inputs are those of run {Earlier!.RunId}: input hash {Input.Hash[..12]}";
        }
    }
}
