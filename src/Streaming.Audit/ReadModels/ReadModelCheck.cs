using System.Text.Json;
using Marten;
using Streaming.Audit.Chain;

namespace Streaming.Audit.ReadModels;

/// <summary>
/// Folds what people see (trail, models, runs, results of stages) from the events again and compares. One stream at a time and one row at a
/// time, so that the memory that it
/// takes does not grow with the store. An event that is not as it was recorded is named by the chain; what follows from it is not compared,
/// since nobody knows what it said.
/// </summary>
/// <param name="reader">Of the events.</param>
/// <param name="damage">Events that are not as they were recorded, and their streams.</param>
/// <param name="find">Told of every difference.</param>
internal sealed class ReadModelCheck(
    ChainSnapshot snapshot,
    ChainTables tables,
    ISerializer serializer,
    EventReader reader,
    ChainDamage damage,
    Action<ChainFinding> find
)
{
    public const string Kind = "read_model";

    private const int StreamsAtOnce = 50;
    private const int ShownFields = 3;

    /// <summary>Documents that were compared.</summary>
    public long Compared { get; private set; }

    /// <summary>Entries of the trail whose words were written by another version of this program, so that they were not compared.</summary>
    public long OtherWording { get; private set; }

    public async Task RunAsync(CancellationToken cancellation)
    {
        await foreach (var row in snapshot.ReadAsync(TrailRow.Sql(tables), TrailRow.Read, cancellation).ConfigureAwait(false))
            Compare(row);
        foreach (var model in FoldedModel.All)
            await CompareAsync(model, cancellation).ConfigureAwait(false);
        await foreach (var row in snapshot.ReadAsync(ResultRow.Sql(tables), ResultRow.Read, cancellation).ConfigureAwait(false))
            Compare(row);
    }

    private void Compare(TrailRow row)
    {
        if (row.Event is not { } happened)
        {
            if (!damage.Has(row.Id!.Value))
                find(new ChainFinding(Kind, null, $"{row.Name} is in the trail that people see, and there is no such event"));
            return;
        }

        if (damage.Has(happened.Sequence) || reader.Read(happened) is not { } what)
            return;
        Compared++;
        if (row.Document is null)
        {
            find(new ChainFinding(Kind, null, $"{happened.Words()} is missing in the trail that people see"));
            return;
        }

        Compare(
            $"the entry of {happened.Words()} in the trail that people see",
            row.Document,
            () => row.Expected(happened, what, serializer, () => OtherWording++)
        );
    }

    private void Compare(ResultRow row)
    {
        var name = $"the result of stage '{row.Id}' that later runs take";
        if (damage.Has(row.Stream))
            return;
        if (row.Event is not { } happened)
        {
            find(new ChainFinding(Kind, null, $"{name} follows from no event"));
            return;
        }

        if (damage.Has(happened.Stream) || reader.Read(happened) is not Runs.StageCompleted done)
            return;
        Compared++;
        if (row.Document is null)
            find(new ChainFinding(Kind, null, $"{name} is missing; {happened.Words()} says it"));
        else
            Compare(
                name,
                row.Document,
                () =>
                    (
                        Again<Runs.StageResult>(row.Document),
                        serializer.ToJson(Runs.StageResultProjection.Result(done, happened.Stream, happened.At))
                    )
            );
    }

    /// <summary>Every document of one kind with the fold of its stream, some streams at a time.</summary>
    private async Task CompareAsync(FoldedModel model, CancellationToken cancellation)
    {
        var after = "";
        while (true)
        {
            var keys = new List<string>();
            await foreach (
                var key in snapshot
                    .ReadAsync(model.KeysSql(tables, StreamsAtOnce), row => row.GetString(0), cancellation, after, model.Prefix + '%')
                    .ConfigureAwait(false)
            )
                keys.Add(key);
            if (keys.Count == 0)
                return;
            var documents = new Dictionary<string, string>(StringComparer.Ordinal);
            await foreach (
                var (id, text) in snapshot
                    .ReadAsync(
                        model.DocumentsSql(tables),
                        row => (row.GetString(0), row.GetString(1)),
                        cancellation,
                        (object)keys.ToArray()
                    )
                    .ConfigureAwait(false)
            )
                documents[id] = text;
            var fold = new StreamFold(model, reader);
            await foreach (
                var happened in snapshot
                    .ReadAsync(FoldedModel.EventsSql(tables), row => ChainSnapshot.Event(row, 0)!, cancellation, (object)keys.ToArray())
                    .ConfigureAwait(false)
            )
            {
                if (fold.Stream is { } done && done != happened.Stream)
                    Compare(model, fold, documents);
                fold.Next(happened);
            }

            if (fold.Stream is not null)
                Compare(model, fold, documents);
            foreach (var left in documents.Keys.Where(left => !damage.Has(left)).Order(StringComparer.Ordinal))
                find(new ChainFinding(Kind, null, $"{model.Name} '{left}' follows from no event"));
            after = keys[^1];
        }
    }

    private void Compare(FoldedModel model, StreamFold fold, Dictionary<string, string> documents)
    {
        var (stream, state, isKnown) = fold.Take();
        documents.Remove(stream, out var stored);
        if (!isKnown || damage.Has(stream))
            return;
        Compared++;
        if (stored is null)
            find(new ChainFinding(Kind, null, $"{model.Name} '{stream}' is missing; its events are there"));
        else
            Compare($"{model.Name} '{stream}'", stored, () => (model.Again(serializer, stored), serializer.ToJson(state)));
    }

    private void Compare(string document, string stored, Func<(string Stored, string Expected)> texts)
    {
        IReadOnlyList<JsonDifference> differences;
        try
        {
            var (left, right) = texts();
            differences = JsonDifferences.Of(left, right);
        }
        catch (Exception broken) when (broken is JsonException or NotSupportedException or ArgumentException or InvalidOperationException)
        {
            find(
                new ChainFinding(
                    Kind,
                    null,
                    $"{document} cannot be read: {broken.Message} It holds {(stored.Length > 120 ? stored[..120] + "…" : stored)}"
                )
            );
            return;
        }

        foreach (var difference in differences.Take(ShownFields))
            find(
                new ChainFinding(
                    Kind,
                    null,
                    $"{document}: field {difference.Field} is {difference.Stored}; by the events it is {difference.Expected}"
                )
            );
        if (differences.Count > ShownFields)
            find(
                new ChainFinding(
                    Kind,
                    null,
                    string.Create(
                        System.Globalization.CultureInfo.InvariantCulture,
                        $"{document}: {differences.Count - ShownFields} more fields differ"
                    )
                )
            );
    }

    /// <summary>As this version of the program would write it: fields that an earlier one did not know are no difference.</summary>
    private string Again<T>(string stored)
    {
        using var text = JsonText.Stream(stored);
        return serializer.ToJson(serializer.FromJson<T>(text));
    }
}
