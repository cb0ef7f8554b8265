namespace Streaming.Cases.Domain;

/// <summary>What can still be saved: unhappy probability × value × (1 + weight × lift).</summary>
/// <param name="Priority">The product; cases are worked from the highest on.</param>
/// <param name="Unhappy">Probability that the customer is unsatisfied, 0 to 1.</param>
/// <param name="Value">Price of the order in BRL, within the policy's floor and cap.</param>
/// <param name="Lift">Unhappy over the plain rule's share for such an order, minus 1: what the model knows beyond "late".</param>
public sealed record CaseRank(double Priority, double Unhappy, double Value, double Lift);
