using Npgsql;
using Streaming.Console.Drift;
using Streaming.Console.Projection.Windows;
using Streaming.Console.Storage;
using Streaming.Models;

namespace Streaming.Console.Queries.Overview;

/// <summary>Drift of one model's orders against its training.</summary>
/// <param name="ModelSha256">The model; empty when no window came yet.</param>
/// <param name="Orders">Orders of the period that it scored.</param>
/// <param name="HasReference">Whether its artifact, and with it the training counts, was found.</param>
/// <param name="Score">Null without a reference.</param>
/// <param name="ScoreBins">The score's bins; null without a reference.</param>
/// <param name="Features">The furthest beyond their limit first.</param>
public sealed record DriftView(
    string ModelSha256,
    long Orders,
    bool HasReference,
    HistogramDrift? Score,
    ScoreBins? ScoreBins,
    IReadOnlyList<HistogramDrift> Features
)
{
    public static readonly DriftView None = new("", 0, false, null, null, []);
}

/// <summary>Scores by bin.</summary>
/// <param name="Now">Counts of the period.</param>
/// <param name="Reference">Counts at the training.</param>
/// <param name="Edges">Upper edges of the bins; one less than there are bins.</param>
public sealed record ScoreBins(IReadOnlyList<long> Now, IReadOnlyList<long> Reference, IReadOnlyList<float> Edges);

internal static class DriftQuery
{
    /// <summary>Of the model that the scorers spoke of last.</summary>
    private const string Latest = """
        select b.model_sha256, b.features, b.bins, b.edges, b.reference from console.model_bins b
        where b.model_sha256 = (select model_sha256 from console.scorers order by decision_number desc, ended_at desc limit 1)
        """;

    private const string Days = """
        select orders, counts from console.window_days
        where model_sha256 = $1 and day > ($2::timestamp - make_interval(days => $3))::date and day <= $2::date
        """;

    public static async Task<DriftView> ReadAsync(
        NpgsqlConnection connection,
        DateTime streamTime,
        int days,
        DriftRules rules,
        CancellationToken cancellation
    )
    {
        var model = (await connection.QueryAsync(Latest, Read, cancellation)).SingleOrDefault();
        if (model is null)
            return DriftView.None;
        var orders = 0L;
        var sums = new long[model.Layout.Length];
        await connection.QueryAsync(
            Days,
            row =>
            {
                orders += row.GetInt64(0);
                var counts = row.GetFieldValue<long[]>(1);
                for (var i = 0; i < sums.Length; i++)
                    sums[i] += counts[i];
                return 0;
            },
            cancellation,
            model.Sha256,
            streamTime,
            days
        );
        return model.Reference is null
            ? DriftView.None with
            {
                ModelSha256 = model.Sha256,
                Orders = orders,
            }
            : Compare(model, orders, sums, rules);
    }

    private static DriftView Compare(StoredModel model, long orders, long[] sums, DriftRules rules)
    {
        var results = new List<HistogramDrift>();
        var at = 0;
        for (var i = 0; i < model.Layout.Features.Count; i++)
        {
            var cells = model.Layout.Bins[i] + BinLayout.Beside;
            results.Add(
                HistogramComparison.Compare(
                    model.Layout.Features[i],
                    model.Reference.AsSpan(at, cells),
                    sums.AsSpan(at, cells),
                    model.Layout.Features.Count,
                    rules
                )
            );
            at += cells;
        }

        var scoreBins = model.Layout.Bins[0];
        return new DriftView(
            model.Sha256,
            orders,
            true,
            results[0],
            new ScoreBins(sums[..scoreBins], model.Reference![..scoreBins], model.Edges![..(scoreBins - 1)]),
            [
                .. results
                    .Skip(1)
                    .OrderByDescending(result => result.Psi / result.Limit ?? 0)
                    .ThenBy(result => result.Feature, StringComparer.Ordinal),
            ]
        );
    }

    private static StoredModel Read(NpgsqlDataReader row) =>
        new(
            row.GetString(0),
            new BinLayout(row.GetFieldValue<string[]>(1), row.GetFieldValue<int[]>(2)),
            row.IsDBNull(3) ? null : row.GetFieldValue<float[]>(3),
            row.IsDBNull(4) ? null : row.GetFieldValue<long[]>(4)
        );

    private sealed record StoredModel(string Sha256, BinLayout Layout, float[]? Edges, long[]? Reference);
}
