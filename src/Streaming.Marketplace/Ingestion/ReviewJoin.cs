using Streaming.Contracts;
using Streaming.Contracts.Events;
using Streaming.Marketplace.Tables;

namespace Streaming.Marketplace.Ingestion;

/// <summary>Turns review rows into events; those that cannot become one are counted with their place.</summary>
internal static class ReviewJoin
{
    public static List<ReviewSubmitted> Accept(IReadOnlyList<ReviewRow> rows, Dictionary<string, OrderFacts> orders, FaultLedger faults)
    {
        var earliest = new Dictionary<string, ReviewRow>(rows.Count, StringComparer.Ordinal);
        foreach (var row in rows)
        {
            if (row.AnsweredAt is null)
                faults.Add(FaultKind.NoAnswerTime, row.Line, "");
            else if (!orders.ContainsKey(row.OrderId))
                faults.Add(FaultKind.ReviewOfUnknownOrder, row.Line, row.OrderId);
            else if (!earliest.TryAdd(EventId(row), row))
                KeepEarlier(row);
        }

        var events = new List<ReviewSubmitted>(earliest.Count);
        foreach (var (eventId, row) in earliest)
        {
            var order = orders[row.OrderId];
            order.Reviews++;
            events.Add(Event(eventId, row, order));
        }

        return events;

        // A consumer ignores the later of two events with one id; dropping that one here gives the same histories.
        void KeepEarlier(ReviewRow row)
        {
            var known = earliest[EventId(row)];
            var later = row.AnsweredAt < known.AnsweredAt ? known : row;
            if (later == known)
                earliest[EventId(row)] = row;
            faults.Add(FaultKind.RepeatedReview, later.Line, later.ReviewId);
        }
    }

    private static string EventId(ReviewRow row) => $"{row.ReviewId}:{row.OrderId}";

    private static ReviewSubmitted Event(string eventId, ReviewRow row, OrderFacts order)
    {
        var keys = order.ReviewKeys;
        return new()
        {
            EventId = eventId,
            RecordedAt = row.AnsweredAt!.Value,
            ReviewId = row.ReviewId,
            OrderId = order.Row.OrderId,
            ReviewScore = row.Score,
            CreatedAt = row.CreatedAt,
            AnsweredAt = row.AnsweredAt!.Value,
            SellerIds = keys.SellerIds,
            ProductIds = keys.ProductIds,
            ProductCategoryNames = keys.CategoryNames,
            CustomerState = order.Customer?.State,
            SellerStates = keys.SellerStates,
            ComplaintCodes = ComplaintCodes.Find(row.Title, row.Message),
            ComplaintCodesVersion = ComplaintCodes.Version,
        };
    }
}
