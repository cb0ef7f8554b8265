using Npgsql;
using Streaming.Console.Storage;
using Streaming.Contracts.Events;

namespace Streaming.Console.Projection.Windows;

/// <summary>
/// Histograms of the windows, summed per day of stream time and model, what the histories dropped, and what each scorer instance last said.
/// A window that comes
/// again is known by its id and counted once.
/// </summary>
internal sealed class WindowDays(TimeProvider clock) : IReadModel
{
    private const string Count = """
        insert into console.counted_windows (id, counted_at) select distinct md5(event_id)::uuid, $2::timestamptz
          from unnest($1::text[]) as event_id
        on conflict do nothing returning id
        """;

    private const string Ids =
        "select md5(event_id)::uuid from unnest($1::text[]) with ordinality as named(event_id, place) order by place";

    private const string AddDropped = """
        insert into console.history_days as h (day, instance, too_old, late, reviews_refused) values ($1, $2, $3, $4, $5)
        on conflict (day, instance) do update
        set too_old = h.too_old + excluded.too_old, late = h.late + excluded.late,
          reviews_refused = h.reviews_refused + excluded.reviews_refused
        """;

    private const string AddLayout =
        "insert into console.model_bins (model_sha256, model_name, features, bins) values ($1, $2, $3, $4) on conflict do nothing";

    private const string AddCounts = """
        insert into console.window_days as w (day, model_sha256, orders, counts) values ($1, $2, $3, $4)
        on conflict (day, model_sha256) do update
        set orders = w.orders + excluded.orders,
            counts = (select array_agg(a + b order by place)
              from unnest(w.counts, excluded.counts) with ordinality as both_counts(a, b, place))
        """;

    private const string Say = """
        insert into console.scorers as s (instance, model_name, model_sha256, decision_number, ended_at) values ($1, $2, $3, $4, $5)
        on conflict (instance) do update
        set model_name = excluded.model_name, model_sha256 = excluded.model_sha256, decision_number = excluded.decision_number,
          ended_at = excluded.ended_at
        where excluded.ended_at >= s.ended_at
        """;

    public IReadOnlyList<string> Tables => ["console.window_days", "console.history_days", "console.counted_windows", "console.scorers"];

    /// <exception cref="FormatException">A window's bins are not those of the earlier windows of its model.</exception>
    public async Task ApplyAsync(NpgsqlConnection connection, IReadOnlyList<ProjectedRecord> records, CancellationToken cancellation)
    {
        var windows = records.Select(record => record.Fact).OfType<ScoringWindow>().ToList();
        if (windows.Count == 0)
            return;
        var fresh = await FreshAsync(connection, windows, cancellation);
        foreach (var model in fresh.GroupBy(window => window.ModelSha256))
        {
            var layout = await LayoutAsync(connection, model.First(), cancellation);
            foreach (
                var day in model
                    .Where(window => window.Scored > 0)
                    .GroupBy(window => DateOnly.FromDateTime(StreamTime.Of(window.RecordedAt)))
            )
            {
                var sums = new long[layout.Length];
                foreach (var window in day)
                {
                    if (!BinLayout.Of(window).IsSame(layout))
                        throw new FormatException(
                            $"window {window.EventId} has other bins than earlier windows of model {window.ModelSha256}"
                        );
                    BinLayout.Add(window, sums);
                }

                await connection.ExecuteAsync(AddCounts, cancellation, day.Key, model.Key, day.Sum(window => window.Scored), sums);
            }
        }

        foreach (
            var told in fresh
                .Where(HasDropped)
                .GroupBy(window => (Day: DateOnly.FromDateTime(StreamTime.Of(window.RecordedAt)), window.Instance))
        )
        {
            await connection.ExecuteAsync(
                AddDropped,
                cancellation,
                told.Key.Day,
                told.Key.Instance,
                told.Sum(window => window.HistoryTooOld ?? 0),
                told.Sum(window => window.HistoryLate ?? 0),
                told.Sum(window => window.ReviewsRefused ?? 0)
            );
        }

        foreach (var last in windows.GroupBy(window => window.Instance).Select(instance => instance.MaxBy(window => window.EndedAt)!))
            await connection.ExecuteAsync(
                Say,
                cancellation,
                last.Instance,
                last.ModelName,
                last.ModelSha256,
                last.DecisionNumber,
                last.EndedAt
            );
    }

    private static bool HasDropped(ScoringWindow window) =>
        window is { HistoryTooOld: > 0 } or { HistoryLate: > 0 } or { ReviewsRefused: > 0 };

    /// <summary>Those that were not counted before, each once.</summary>
    private async Task<List<ScoringWindow>> FreshAsync(
        NpgsqlConnection connection,
        List<ScoringWindow> windows,
        CancellationToken cancellation
    )
    {
        var named = windows.Select(window => window.EventId).ToArray();
        var ids = await connection.QueryAsync(Ids, row => row.GetGuid(0), cancellation, [named]);
        var counted = (
            await connection.QueryAsync(Count, row => row.GetGuid(0), cancellation, named, clock.GetUtcNow().UtcDateTime)
        ).ToHashSet();
        return [.. windows.Where((_, i) => counted.Remove(ids[i]))];
    }

    private static async Task<BinLayout> LayoutAsync(NpgsqlConnection connection, ScoringWindow first, CancellationToken cancellation)
    {
        var layout = BinLayout.Of(first);
        await connection.ExecuteAsync(
            AddLayout,
            cancellation,
            first.ModelSha256,
            first.ModelName,
            layout.Features.ToArray(),
            layout.Bins.ToArray()
        );
        var stored = await connection.QueryAsync(
            "select features, bins from console.model_bins where model_sha256 = $1",
            row => new BinLayout(row.GetFieldValue<string[]>(0), row.GetFieldValue<int[]>(1)),
            cancellation,
            first.ModelSha256
        );
        return stored.Single();
    }
}
