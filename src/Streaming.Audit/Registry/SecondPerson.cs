using Streaming.Audit.Access;
using Streaming.Audit.Runs;

namespace Streaming.Audit.Registry;

/// <summary>The rule that two persons put a model into service: one proposes, another one approves. Safe to use from any thread.</summary>
/// <param name="runs">Say who started them.</param>
/// <param name="log">Gets every refusal.</param>
internal sealed class SecondPerson(RunStore runs, AccessLog log)
{
    /// <summary>The setting that turns it on.</summary>
    private const string Rule = "Promotion:TwoPersons";

    /// <summary>Why this person may not approve the version; null for anybody who may.</summary>
    /// <param name="model">Null where nothing was registered yet.</param>
    /// <param name="version">What is to serve.</param>
    /// <param name="by">Who asks.</param>
    public async Task<string?> RefusalAsync(ModelHistory? model, string version, string by, CancellationToken cancellation)
    {
        if (model?.Registered.FirstOrDefault(registered => registered.Version == version) is not { } known)
            return $"nobody has proposed version '{version}', so '{by}' would decide about it alone; {Rule} asks for two persons. "
                + "Propose it first, with: streaming models propose FILE";
        var started = new List<RunHistory>();
        foreach (var id in Proposer.RunsOf(model, known))
            if (await runs.FindAsync(id, cancellation).ConfigureAwait(false) is { } run)
                started.Add(run);
        var own = Proposer
            .Of(model, known, started)
            .FirstOrDefault(proposer => string.Equals(proposer.Name, by, StringComparison.OrdinalIgnoreCase));
        return own is null
            ? null
            : $"'{by}' {own.Did} and cannot approve version '{version}' of model '{model.Name}' too; {Rule} asks for a second person";
    }

    /// <summary>Records the refusal and throws, where the rule stands against it.</summary>
    /// <exception cref="PromotionRefusedException">It does; the message names the rule.</exception>
    public async Task RequireAsync(string name, ModelHistory? model, string version, string by, CancellationToken cancellation)
    {
        if (await RefusalAsync(model, version, by, cancellation).ConfigureAwait(false) is not { } refusal)
            return;
        await log.RecordAsync([new ApprovalRefused(by, name, version, refusal)], cancellation).ConfigureAwait(false);
        throw new PromotionRefusedException(refusal);
    }
}
