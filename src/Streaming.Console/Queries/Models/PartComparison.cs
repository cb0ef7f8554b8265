namespace Streaming.Console.Queries.Models;

/// <summary>A part of the test slice, measured of two models; null where one was not measured.</summary>
public sealed record ComparedPart(string Group, string Value, EvaluatedPart? First, EvaluatedPart? Second)
{
    /// <summary>Parts with fewer labelled orders say little: their figures are chance.</summary>
    private const int FewestTrusted = 100;

    public int Orders => Math.Max(First?.N ?? 0, Second?.N ?? 0);

    /// <summary>Enough orders to look at.</summary>
    public bool IsTrusted => Orders >= FewestTrusted && (First?.PrAuc ?? Second?.PrAuc) is not null;

    /// <summary>The second less the first; null where one was not measured.</summary>
    public double? Difference => Second?.PrAuc - First?.PrAuc;

    /// <summary>By kind as they were measured, the largest first.</summary>
    public static IReadOnlyList<ComparedPart> Of(EvaluatedModel? first, EvaluatedModel? second)
    {
        var (a, b) = (first?.Groups ?? [], second?.Groups ?? []);
        return
        [
            .. a.Concat(b)
                .Select(part => (part.Group, part.Value))
                .Distinct()
                .Select(key => new ComparedPart(
                    key.Group,
                    key.Value,
                    a.FirstOrDefault(part => (part.Group, part.Value) == key),
                    b.FirstOrDefault(part => (part.Group, part.Value) == key)
                )),
        ];
    }
}
