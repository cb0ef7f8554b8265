using JasperFx;
using Marten;
using Marten.Exceptions;
using Streaming.Audit.Models;
using Streaming.Audit.Promotions;
using Streaming.Audit.Runs;

namespace Streaming.Audit.Registry;

/// <summary>Appends to a model's stream what was decided from its latest state, and nothing when somebody else was first.</summary>
internal sealed class ModelWriter(IDocumentStore store)
{
    /// <summary>How often it is decided anew when others record something meanwhile.</summary>
    private const int Rounds = 8;

    /// <summary>For what competes with nobody: after a lost race it is decided anew, and the rules see what the others did.</summary>
    public Task<ModelHistory> WriteAsync(
        string name,
        string by,
        string runId,
        Func<Model, IReadOnlyList<object>> decide,
        CancellationToken cancellation,
        RunStep? step = null
    ) => AppendAsync(new Change(name, by, runId, decide, Competes: false), step, cancellation);

    /// <summary>For decisions who serves: of two at the same moment one is refused, since it was taken without knowing the other.</summary>
    /// <exception cref="PromotionRefusedException">Another decision was first.</exception>
    public Task<ModelHistory> DecideAsync(
        string name,
        string by,
        string runId,
        Func<Model, IReadOnlyList<object>> decide,
        CancellationToken cancellation,
        RunStep? step = null
    ) => AppendAsync(new Change(name, by, runId, decide, Competes: true), step, cancellation);

    private async Task<ModelHistory> AppendAsync(Change change, RunStep? step, CancellationToken cancellation)
    {
        var (name, by, runId, decide, competes) = change;
        var key = ModelStream.Key(name);
        long? before = null;
        for (var round = 1; ; round++)
        {
            var session = store.LightweightSession();
            await using (session.ConfigureAwait(false))
            {
                var past = await session.Events.FetchStreamAsync(key, token: cancellation).ConfigureAwait(false);
                var model = past.Aggregate(Model.Unknown, (state, happened) => state.Evolve(happened.Data));
                if (competes && model.Decisions > (before ??= model.Decisions))
                    throw Overtaken(name, before.Value + 1);
                var decided = decide(model);
                try
                {
                    var isStep = step is not null && await step.AppendAsync(session, cancellation).ConfigureAwait(false);
                    if (decided.Count > 0 || isStep)
                    {
                        session.LastModifiedBy = by.Trim();
                        session.CorrelationId = Correlation(name, runId, model, decided);
                        if (runId.Length > 0)
                            session.CausationId = RunStream.Key(runId);
                        if (decided.Count > 0 && past.Count == 0)
                            session.Events.StartStream(key, decided);
                        else if (decided.Count > 0)
                            session.Events.Append(key, past.Count + decided.Count, decided);
                        await session.RecordAsync(cancellation).ConfigureAwait(false);
                    }

                    return (await session.LoadAsync<ModelHistory>(key, cancellation).ConfigureAwait(false))!;
                }
                catch (Exception lost) when (lost is ConcurrencyException or ExistingStreamIdCollisionException && round < Rounds)
                {
                    // the rules see what was recorded meanwhile
                }
                catch (Exception lost) when (lost is ConcurrencyException or ExistingStreamIdCollisionException)
                {
                    throw new PromotionRefusedException(
                        $"others record something about model '{name}' all the time; nothing was recorded after {Rounds} rounds",
                        lost
                    );
                }
            }
        }
    }

    /// <summary>Ties together what one decision appended; what is no decision belongs to its run, or to its model.</summary>
    private static string Correlation(string name, string runId, Model model, IReadOnlyList<object> decided) =>
        (decided.Count == 0 ? null : decided[^1]) switch
        {
            VersionPromoted or ModelPromotedDespiteGates or ModelRolledBack => PromotionRecords.EventId(name, model.Decisions + 1),
            _ => runId.Length > 0 ? RunStream.Key(runId) : ModelStream.Key(name),
        };

    private static PromotionRefusedException Overtaken(string name, long number) =>
        new(
            $"another decision about model '{name}' was recorded at the same moment and took number {number}; look at it, then decide again"
        );

    /// <summary>What is asked of a model's stream.</summary>
    /// <param name="Competes">Refused when another decision was recorded meanwhile.</param>
    private sealed record Change(string Name, string By, string RunId, Func<Model, IReadOnlyList<object>> Decide, bool Competes);
}
