using Streaming.Contracts.Gates;

namespace Streaming.Training.Gates;

/// <summary>
/// What people act on, beside the champion's on the same orders: how many orders become red or are alerted at all (red and yellow), and
/// how many unhappy customers are among them. A ranking figure does not see when a candidate stops giving alerts, and a share of all
/// orders hardly does.
/// </summary>
internal static class Guardrails
{
    private static readonly (string Name, string What)[] Kinds = [("red", "red orders"), ("alerted", "alerted orders (red and yellow)")];

    public static IEnumerable<GateResult> Of(Measured one, Measured champion, string population, PromotionParameters rules) =>
        Kinds.SelectMany(kind => Of(one, champion, population, kind.Name, kind.What, rules));

    private static IEnumerable<GateResult> Of(
        Measured one,
        Measured champion,
        string population,
        string kind,
        string what,
        PromotionParameters rules
    )
    {
        var (countShare, foundShare) =
            kind == "red" ? (rules.RedCountShare, rules.RedFoundShare) : (rules.AlertedCountShare, rules.AlertedFoundShare);
        var (count, found) = ($"{population}.{kind}_n", $"{population}.{kind}_unsatisfied");
        yield return Beside(
            $"{kind}_count_{population}",
            one.Value(count),
            champion.Value(count),
            countShare,
            rules,
            $"{what} among the {population} orders, beside the champion's {champion.Value(count):0}"
        );
        yield return Beside(
            $"{kind}_found_{population}",
            one.Value(found),
            champion.Value(found),
            foundShare,
            rules,
            $"unhappy customers among the {what} of the {population} orders, beside the champion's {champion.Value(found):0}"
        );
    }

    private static GateResult Beside(string gate, double? ours, double? theirs, double share, PromotionParameters rules, string what)
    {
        // Whole orders, as people read them; the little less is for shares that no double holds.
        var result = Gates.AtLeast(gate, ours, Math.Ceiling(share * (theirs ?? double.NaN) - 1e-9), what);
        if (theirs is null or double.NaN)
            return result with { Passed = false, Limit = null };

        // A candidate that gives none where the champion gave some is never waved through, however few they were.
        return theirs >= rules.GuardrailFrom || theirs == 0
            ? result
            : result.Waiting(Gates.Text($"the champion has {theirs:0}, judged from {rules.GuardrailFrom} on"));
    }
}
