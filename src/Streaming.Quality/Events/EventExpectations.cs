using System.Globalization;
using Streaming.Contracts;
using Streaming.Contracts.Rules;
using Streaming.Quality.Tables;

namespace Streaming.Quality.Events;

/// <summary>Asks the gates about what was found in the events: those of the columns behind the fields, and those of the events
/// themselves.</summary>
public static class EventExpectations
{
    /// <summary>Deliveries, then reviews.</summary>
    public static IReadOnlyList<DatasetResult> Evaluate(EventScan scan, MarketSchema schema)
    {
        var deliveries = new DatasetResultBuilder(Topics.OrderDelivered.Name, scan.DeliveryCount);
        Add(deliveries, scan.Deliveries, schema.Rejected.IsExceeded(scan.RejectedDeliveries, scan.DeliveryCount), schema);
        var reviews = new DatasetResultBuilder(Topics.ReviewSubmitted.Name, scan.ReviewCount);
        Add(reviews, scan.Reviews, schema.Rejected.IsExceeded(scan.RejectedReviews, scan.ReviewCount), schema);
        AddLabels(reviews, scan, schema.Labels);
        return [deliveries.Build(), reviews.Build()];
    }

    private static void Add(DatasetResultBuilder result, FaultTally tally, bool tooManyRejected, MarketSchema schema)
    {
        foreach (var fault in tally.Counts)
        {
            if (fault.Severity == Severity.Reject)
                result.Add(fault, schema.Rejected, tooManyRejected);
            else if (fault.Severity == Severity.Info)
                result.Add(fault, new Gate(1, GateAction.Flag));
            else
                result.Add(fault, GateOf(fault, schema));
        }
    }

    private static Gate GateOf(FaultCount fault, MarketSchema schema)
    {
        var (table, column) = schema.Behind((OrderField)OrderFields.Names.Index().First(name => name.Item == fault.Column).Index);
        return table.GateOf(column.Name, fault.Code);
    }

    private static void AddLabels(DatasetResultBuilder result, EventScan scan, LabelRule rule)
    {
        var (mature, labelled) = scan.Labels(rule.MatureDays);
        result.Add(
            RuleCodes.LabelShare,
            "",
            labelled,
            new Gate(rule.Least, rule.Action),
            labelled < rule.Least * mature,
            string.Create(
                CultureInfo.InvariantCulture,
                $"{labelled:N0} of {mature:N0} orders delivered {rule.MatureDays} days before the last event have a review "
                    + $"({(mature > 0 ? (double)labelled / mature : 0):P2}), allowed: {rule.Least:P2} or more"
            )
        );
    }
}
