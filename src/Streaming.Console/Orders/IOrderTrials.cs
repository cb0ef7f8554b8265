using System.Text.Json;
using Streaming.Contracts;
using Streaming.Contracts.Events;
using Streaming.Models.Policy;

namespace Streaming.Console.Orders;

/// <summary>Scores orders that somebody makes up, with the model in service and today's histories, as the API does. Safe to use from any
/// thread.</summary>
public interface IOrderTrials
{
    /// <param name="order">As the event or the API has it; a list of fields the predecessor's, where <paramref name="isPredecessor"/> says
    /// so.</param>
    /// <param name="isPredecessor">The 20 fields of the predecessor: no changes are tried.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="TrialRefusedException">A field cannot be used, or nothing can be scored now.</exception>
    Task<OrderTrial> TryAsync(JsonElement order, bool isPredecessor, CancellationToken cancellation);
}

/// <summary>What an order would get.</summary>
/// <param name="Reasons">What moved the score away from satisfied, strongest first.</param>
/// <param name="Changes">One thing different at a time; the largest gain first.</param>
/// <param name="Days">By days after the promised one, ascending; empty without a promise.</param>
public sealed record OrderTrial(
    TrialModel Model,
    TrialOutcome Outcome,
    IReadOnlyList<Reason> Reasons,
    IReadOnlyList<TrialChange> Changes,
    IReadOnlyList<TrialDay> Days
)
{
    /// <summary>Features that were neither said nor could be derived, by name.</summary>
    public required IReadOnlyList<string> Missing { get; init; }

    /// <summary>Values that the model does not know, in words.</summary>
    public required IReadOnlyList<string> Unknown { get; init; }
}

/// <param name="HistoriesThrough">Latest event that the histories hold; null when they are empty.</param>
public sealed record TrialModel(string Name, string Version, long DecisionNumber, LocalTime? HistoriesThrough);

/// <param name="Probability">That the customer is satisfied, 0 to 1.</param>
public sealed record TrialOutcome(Tier Tier, double Probability);

/// <param name="What">What is different, in words.</param>
public sealed record TrialChange(string What, TrialOutcome Outcome);

/// <param name="Day">After the promised one; negative before it.</param>
public sealed record TrialDay(int Day, TrialOutcome Outcome);

/// <summary>A field that cannot be used.</summary>
/// <param name="Field">Its path: <c>items[0].price</c>.</param>
/// <param name="Value">As found.</param>
/// <param name="Rule">What is allowed, in words that follow "must be".</param>
public sealed record TrialFault(string Field, string Value, string Rule);

/// <summary>Nothing was scored.</summary>
/// <param name="why">In words.</param>
/// <param name="faults">Fields that cannot be used; empty when the order is not at fault.</param>
public sealed class TrialRefusedException(string why, IReadOnlyList<TrialFault> faults) : Exception(why)
{
    public IReadOnlyList<TrialFault> Faults { get; } = faults;
}
