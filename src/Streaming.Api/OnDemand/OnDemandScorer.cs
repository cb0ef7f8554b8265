using Streaming.Features.Histories;
using Streaming.Features.Predecessor;
using Streaming.Models;
using Streaming.Scorer.Scores;

namespace Streaming.Api.OnDemand;

/// <summary>With the code that scores the stream.</summary>
internal sealed class OnDemandScorer(ModelSlot models, SharedHistories histories, int reasonCount) : IOnDemandScores
{
    private readonly OrderScorer scorer = new(); // used by whoever has the table

    public ValueTask<AskedScores> ScoreAsync(IReadOnlyList<AskedOrder> orders, CancellationToken cancellation)
    {
        var served = Model();
        return histories.ReadAsync(table => Score(orders, table, served), cancellation);
    }

    public ValueTask<AskedScores> ScoreAsync(PredecessorBody body, CancellationToken cancellation)
    {
        var served = Model();
        return histories.ReadAsync(
            table => new AskedScores(served, [scorer.ScoreAsked(body, table, served.Model, reasonCount)], table.Through),
            cancellation
        );
    }

    private ServedModel Model() => models.Current ?? throw new NotReadyException("no model serves yet: waiting for a promotion");

    private AskedScores Score(IReadOnlyList<AskedOrder> orders, HistoryTable table, ServedModel served)
    {
        var scores = new AskedScore[orders.Count];
        for (var i = 0; i < scores.Length; i++)
            scores[i] = scorer.ScoreAsked(orders[i].Order, orders[i].Absent, table, served.Model, reasonCount);
        return new AskedScores(served, scores, table.Through);
    }
}
