using System.Collections.Frozen;

namespace Streaming.Models.Reasons;

/// <summary>
/// Reasons in Portuguese. Alerts store the English sentence, so the sentence is what is translated: each English template has a twin,
/// and the order's own values go over into it. Pure.
/// </summary>
public static class ReasonTranslation
{
    /// <summary>The longer of two templates that begin alike comes first.</summary>
    internal static readonly IReadOnlyList<ReasonTwin> Twins =
    [
        .. OrderTwins.All.Concat(HistoryTwins.All).Select(twin => new ReasonTwin(twin.English, twin.Portuguese)),
    ];

    private static readonly FrozenDictionary<string, ReasonTwin[]> ByFirstWord = Twins
        .Where(twin => twin.FirstWord is not null)
        .GroupBy(twin => twin.FirstWord!)
        .ToFrozenDictionary(twins => twins.Key, twins => twins.ToArray());

    private static readonly ReasonTwin[] Others = [.. Twins.Where(twin => twin.FirstWord is null)];

    /// <param name="text">The English sentence of a reason, as an alert holds it.</param>
    /// <returns>Null when no template fits, as for a sentence of an earlier version: then the English one is all there is.</returns>
    public static string? ToPortuguese(string text) => Find(text)?.Text;

    /// <summary>The twin that fits, and what it makes of the sentence.</summary>
    internal static (ReasonTwin Twin, string Text)? Find(string text)
    {
        var space = text.IndexOf(' ', StringComparison.Ordinal);
        var twins = space > 0 && ByFirstWord.TryGetValue(text[..space], out var found) ? found : Others;
        foreach (var twin in twins)
            if (twin.Translate(text) is { } translated)
                return (twin, translated);
        return null;
    }
}
