using Marten;
using Streaming.Audit.Chain;
using Streaming.Audit.Registry;
using Streaming.Audit.Runs;
using Streaming.Contracts.Rules;

namespace Streaming.Audit.ReadModels;

/// <summary>A read model that has one document per stream.</summary>
/// <param name="Name">For findings.</param>
/// <param name="Table">Where its documents are.</param>
/// <param name="Prefix">Of the streams' keys.</param>
/// <param name="Fold">The state after one more event; null before the first.</param>
/// <param name="Read">A stored document.</param>
internal sealed record FoldedModel(
    string Name,
    string Table,
    string Prefix,
    Func<object?, string, object, DateTimeOffset, object> Fold,
    Func<ISerializer, Stream, object> Read
)
{
    public static readonly IReadOnlyList<FoldedModel> All =
    [
        new FoldedModel(
            "the history of model",
            "mt_doc_modelhistory",
            "model/",
            (state, stream, happened, at) => ((ModelHistory?)state ?? new ModelHistory { Id = stream }).Evolve(happened, at),
            (serializer, text) => serializer.FromJson<ModelHistory>(text)
        ),
        new FoldedModel(
            "the history of run",
            "mt_doc_runhistory",
            "run/",
            (state, stream, happened, at) => ((RunHistory?)state).Evolve(stream, happened, at),
            (serializer, text) => serializer.FromJson<RunHistory>(text)
        ),
    ];

    /// <summary>Keys of streams and documents after $1 that are like $2.</summary>
    public string KeysSql(ChainTables tables, int limit) =>
        $"select k from (select distinct stream_id as k from {tables.Events} where stream_id like $2 union select id from "
        + $"{tables.Schema}.{Table}) keys where k > $1 order by k limit {limit}";

    /// <summary>Documents of the keys $1.</summary>
    public string DocumentsSql(ChainTables tables) => $"select id, data::text from {tables.Schema}.{Table} where id = any($1)";

    /// <summary>Events of the streams $1, stream by stream.</summary>
    public static string EventsSql(ChainTables tables) =>
        $"select {ChainSnapshot.EventColumns} from {tables.Events} e where e.stream_id = any($1) order by e.stream_id, e.version";

    /// <summary>A stored document as this version of the program would write it.</summary>
    public string Again(ISerializer serializer, string stored)
    {
        using var text = JsonText.Stream(stored);
        return serializer.ToJson(Read(serializer, text));
    }
}

/// <summary>One stream after the other, folded.</summary>
internal sealed class StreamFold(FoldedModel model, EventReader reader)
{
    private object? state;
    private bool isKnown = true;

    /// <summary>The stream under way; null before the first event.</summary>
    public string? Stream { get; private set; }

    public void Next(ChainedEvent happened)
    {
        Stream = happened.Stream;
        if (!isKnown)
            return;
        try
        {
            if (reader.Read(happened) is not { } what)
                isKnown = false;
            else
                state = model.Fold(state, happened.Stream, what, happened.At);
        }
        catch (Exception impossible) when (impossible is InvalidDataException or InvalidOperationException or NullReferenceException)
        {
            isKnown = false; // an order of events that the program never writes: the chain has named what is gone
        }
    }

    /// <summary>What the stream has come to, and whether all of it could be read; makes ready for the next.</summary>
    public (string Stream, object? State, bool IsKnown) Take()
    {
        var taken = (Stream!, state, isKnown && state is not null);
        (Stream, state, isKnown) = (null, null, true);
        return taken;
    }
}
