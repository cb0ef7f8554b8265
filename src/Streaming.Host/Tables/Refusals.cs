using System.Globalization;
using Streaming.Contracts.Events;
using Streaming.Contracts.Rules;

namespace Streaming.Host.Tables;

/// <summary>
/// Leaves out of a history what the live scorer would dead-letter, by the same contract, and keeps what is to be said of it.
/// </summary>
internal sealed class Refusals
{
    private const int Shown = 10;

    private readonly List<string> first = [];
    private int deliveries,
        reviews;

    /// <summary>The events that the scorer would take.</summary>
    public IReadOnlyList<MarketEvent> Without(IReadOnlyList<MarketEvent> events)
    {
        var kept = new List<MarketEvent>(events.Count);
        foreach (var occurred in events)
        {
            if (IsTaken(occurred))
                kept.Add(occurred);
        }

        return kept;
    }

    /// <summary>A line for the counts, and one for each of the first refused events.</summary>
    /// <param name="consequence">What became of them here, such as <c>they are left out</c>.</param>
    public IEnumerable<string> Lines(string consequence)
    {
        if (deliveries + reviews == 0)
            yield break;
        yield return string.Create(
            CultureInfo.InvariantCulture,
            $"refused: {deliveries:N0} deliveries and {reviews:N0} reviews break the contract, the live scorer dead-letters them; "
                + $"{consequence}"
        );
        foreach (var line in first)
            yield return $"  {line}";
        if (deliveries + reviews > first.Count)
            yield return string.Create(CultureInfo.InvariantCulture, $"  and {deliveries + reviews - first.Count:N0} more");
    }

    private bool IsTaken(MarketEvent occurred)
    {
        var broken = occurred.Delivery is { } delivery ? OrderContract.Find(delivery) : ReviewContract.Find(occurred.Review!);
        if (broken.Count == 0)
            return true;
        if (occurred.Delivery is null)
            reviews++;
        else
            deliveries++;
        if (first.Count < Shown)
            first.Add(
                $"{(occurred.Delivery is { } order ? $"order {order.OrderId}" : $"review of order {occurred.Review!.OrderId}")}: "
                    + $"{string.Join("; ", broken.Select(Said))}"
            );
        return false;
    }

    /// <summary>Without the value where it says who somebody is.</summary>
    private static string Said(Violation violation) =>
        violation.Field.StartsWith("customer_", StringComparison.Ordinal) && violation.Field != "customer_state"
            ? $"{violation.Place} must be {violation.Rule}"
            : violation.ToString();
}
