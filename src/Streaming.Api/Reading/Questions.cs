using System.Globalization;
using System.Text.Json;
using Streaming.Api.OnDemand;
using Streaming.Api.Problems;
using Streaming.Contracts;
using Streaming.Contracts.Rules;
using Streaming.Features.Predecessor;

namespace Streaming.Api.Reading;

/// <summary>JSON to what can be scored, or everything that is wrong with it.</summary>
public static class Questions
{
    private const string OrdersField = "orders";

    /// <summary>An order, a list of orders, or an object with the list <c>orders</c>.</summary>
    /// <param name="body">What was asked.</param>
    /// <param name="mostOrders">So many may be asked about at once.</param>
    /// <param name="now">The server's clock, against which an order of the future is one.</param>
    /// <exception cref="ProblemException">A field cannot be used, there are too many orders or none.</exception>
    public static List<AskedOrder> Orders(JsonElement body, int mostOrders, DateTimeOffset now) =>
        Read(() => Orders(body, mostOrders, LocalTime.From(now.UtcDateTime), new FieldProblems()));

    /// <exception cref="ProblemException">A field cannot be used.</exception>
    public static PredecessorBody Predecessor(JsonElement body) =>
        Read(() =>
        {
            var problems = new FieldProblems();
            var read = new PredecessorBody();
            PredecessorShape.Body.Read(body, read, new FieldPath(null, 0), problems);
            if (problems.Count == 0)
                PredecessorContradictions.Find(read, problems);
            problems.ThrowIfAny();
            return read;
        });

    private static List<AskedOrder> Orders(JsonElement body, int mostOrders, LocalTime now, FieldProblems problems)
    {
        var asked = new List<AskedOrder>(1);
        if (body.ValueKind == JsonValueKind.Array)
            ReadMany(body, "", mostOrders, now, asked, problems);
        else if (body.ValueKind == JsonValueKind.Object && body.TryGetProperty("orders"u8, out var orders))
            ReadEnvelope(body, orders, mostOrders, now, asked, problems);
        else
            Read(body, new FieldPath(null, 0), now, asked, problems);
        problems.ThrowIfAny();
        return asked;
    }

    /// <summary>JSON lets an escape stand for half a character, of which no text can be made: the reader says so when the name is compared,
    /// not when it is parsed.</summary>
    private static T Read<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (InvalidOperationException)
        {
            throw new ProblemException(ProblemType.NotJson, "the name of a field holds an escape that stands for half a character");
        }
    }

    private static void ReadEnvelope(
        JsonElement body,
        JsonElement orders,
        int mostOrders,
        LocalTime now,
        List<AskedOrder> asked,
        FieldProblems problems
    )
    {
        var lists = 0;
        foreach (var property in body.EnumerateObject())
        {
            if (!property.NameEquals(OrdersField))
                problems.Add(
                    "body",
                    "an object with more than orders",
                    "an object with the one field orders, a list of orders, or an order"
                );
            else if (++lists > 1)
                problems.Add(OrdersField, property.Value, "given once");
        }

        ReadMany(orders, OrdersField, mostOrders, now, asked, problems);
    }

    private static void ReadMany(
        JsonElement orders,
        string root,
        int mostOrders,
        LocalTime now,
        List<AskedOrder> asked,
        FieldProblems problems
    )
    {
        var place = root.Length == 0 ? "body" : root;
        if (orders.ValueKind != JsonValueKind.Array)
        {
            problems.Add(place, orders, "a list of orders");
            return;
        }

        var count = orders.GetArrayLength();
        if (count > mostOrders)
            throw new ProblemException(
                ProblemType.TooManyOrders,
                string.Create(CultureInfo.InvariantCulture, $"{place} holds {count} orders; a request may hold {mostOrders}")
            );
        if (count == 0)
            problems.Add(place, orders, "at least one order");
        var index = 0;
        foreach (var order in orders.EnumerateArray())
            Read(order, new FieldPath(root, index++), now, asked, problems);
    }

    private static void Read(JsonElement element, FieldPath path, LocalTime now, List<AskedOrder> asked, FieldProblems problems)
    {
        var before = problems.Count;
        var draft = new OrderDraft();
        OrderShape.Order.Read(element, draft, path, problems);
        if (problems.Count > before)
            return;
        var order = draft.ToAsked();
        foreach (var broken in OrderContract.Find(order.Order))
            if (draft.Says(broken.Place))
                problems.Add(path.Of(broken.Place), broken.Value, broken.Rule);
        if (problems.Count == before)
            CheckClock(draft, path, now, problems);
        asked.Add(order);
    }

    /// <summary>The stream holds recorded_at against the record's own timestamp; a question has no other than the server's clock.</summary>
    private static void CheckClock(OrderDraft order, FieldPath path, LocalTime now, FieldProblems problems)
    {
        Check("delivered_at", order.DeliveredAt);
        Check("recorded_at", order.RecordedAt);

        void Check(string field, LocalTime? time)
        {
            if (time is { } said && said.Milliseconds - now.Milliseconds > RecordClock.MostAheadMilliseconds)
                problems.Add(
                    path.Of(field),
                    said.ToString(),
                    $"at most 26 hours after this server's clock, "
                        + $"{new LocalTime(now.Milliseconds / LocalTime.MillisecondsPerSecond * LocalTime.MillisecondsPerSecond)} UTC"
                );
        }
    }
}
