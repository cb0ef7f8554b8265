using System.Globalization;
using Marten;
using Npgsql;
using Streaming.Audit.Chain;
using Streaming.Audit.Trail;

namespace Streaming.Audit.ReadModels;

/// <summary>An event beside its entry in the trail, with the columns by which entries are looked for.</summary>
internal sealed record TrailRow(
    ChainedEvent? Event,
    long? Id,
    string? Document,
    DateTimeOffset? At,
    string? Who,
    string? Kind,
    string? Stream
)
{
    private const int First = 10;

    public string Name => string.Create(CultureInfo.InvariantCulture, $"entry {Id} ('{Kind}' of stream '{Stream}' by '{Who}')");

    public static string Sql(ChainTables tables) =>
        $"select {ChainSnapshot.EventColumns}, d.id, d.data::text, d.at, d.who, d.kind, d.stream "
        + $"from {tables.Events} e full join {tables.Schema}.mt_doc_trailentry d on d.id = e.seq_id order by coalesce(e.seq_id, d.id)";

    public static TrailRow Read(NpgsqlDataReader row) =>
        new(
            ChainSnapshot.Event(row, 0),
            row.IsDBNull(First) ? null : row.GetInt64(First),
            ChainSnapshot.Text(row, First + 1),
            row.IsDBNull(First + 2) ? null : new DateTimeOffset(row.GetDateTime(First + 2).ToUniversalTime(), TimeSpan.Zero),
            ChainSnapshot.Text(row, First + 3),
            ChainSnapshot.Text(row, First + 4),
            ChainSnapshot.Text(row, First + 5)
        );

    /// <summary>The stored entry and what it has to be, each with its columns.</summary>
    /// <param name="otherWording">Called when its words are those of another version of this program: they are taken as they are.</param>
    public (string Stored, string Expected) Expected(ChainedEvent happened, object what, ISerializer serializer, Action otherWording)
    {
        using var text = JsonText.Stream(Document!);
        var stored = serializer.FromJson<TrailEntry>(text);
        var expected = TrailProjection.Entry(happened, what);
        if (stored.Wording != TrailFormatter.Version)
        {
            otherWording();
            expected = expected with { Wording = stored.Wording, What = stored.What, Why = stored.Why };
        }

        return (
            serializer.ToJson(
                new
                {
                    entry = stored,
                    column = new
                    {
                        At,
                        Who,
                        Kind,
                        Stream,
                    },
                }
            ),
            serializer.ToJson(
                new
                {
                    entry = expected,
                    column = new
                    {
                        At = (DateTimeOffset?)expected.At,
                        expected.Who,
                        expected.Kind,
                        expected.Stream,
                    },
                }
            )
        );
    }
}

/// <summary>The latest completion of a stage on one input beside the document that later runs take it from.</summary>
/// <param name="Stream">Of the run that the document names; empty when it names none.</param>
internal sealed record ResultRow(string Id, ChainedEvent? Event, string? Document, string Stream)
{
    private const int First = 10;

    public static string Sql(ChainTables tables) =>
        $"select {ChainSnapshot.EventColumns}, coalesce(d.id, e.key), d.data::text, coalesce('run/' || (d.data ->> 'runId'), '') from "
        + $"(select distinct on (key) * from (select *, (data ->> 'stage') || '/' || (data ->> 'inputHash') as key from {tables.Events} "
        + $"where type = 'stage_completed') done order by key, seq_id desc) e "
        + $"full join {tables.Schema}.mt_doc_stageresult d on d.id = e.key";

    public static ResultRow Read(NpgsqlDataReader row) =>
        new(row.GetString(First), ChainSnapshot.Event(row, 0), ChainSnapshot.Text(row, First + 1), row.GetString(First + 2));
}
