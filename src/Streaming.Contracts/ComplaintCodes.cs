using System.Text.RegularExpressions;

namespace Streaming.Contracts;

/// <summary>What a comment complains about. The text itself never leaves its source; a versioned list of expressions turns it into these
/// codes.</summary>
public static partial class ComplaintCodes
{
    /// <summary>Version of the list of expressions below; a change of any of them raises it.</summary>
    public const int Version = 1;

    public const string Missing = "missing";
    public const string Wrong = "wrong";
    public const string Defect = "defect";
    public const string Fake = "fake";
    public const string Poor = "poor";
    public const string Slow = "slow";

    /// <summary>All codes, in the one order in which events and histories list them. The first five are faults of the goods.</summary>
    public static readonly IReadOnlyList<string> All = [Missing, Wrong, Defect, Fake, Poor, Slow];

    private static readonly Regex[] Expressions = [OfMissing(), OfWrong(), OfDefect(), OfFake(), OfPoor(), OfSlow()];

    /// <summary>The codes whose expression is found in title, blank, message: lower case, accents stripped.</summary>
    /// <param name="title">Null like empty.</param>
    /// <param name="message">Null like empty.</param>
    /// <returns>In the order of <see cref="All"/>, each at most once; empty without a text.</returns>
    public static IReadOnlyList<string> Find(string? title, string? message)
    {
        if (string.IsNullOrEmpty(title) && string.IsNullOrEmpty(message))
            return [];
        var text = AccentFolding.Fold($"{title} {message}");
        List<string>? found = null;
        for (var i = 0; i < Expressions.Length; i++)
        {
            if (Expressions[i].IsMatch(text))
                (found ??= []).Add(All[i]);
        }

        return found is null ? [] : found;
    }

    [GeneratedRegex(
        "nao receb|nao cheg|nao foi entreg|falt[aoe]|so receb|so cheg|apenas (um|1)|incomplet|parcial|nao veio|nao entreg",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex OfMissing();

    [GeneratedRegex("errad|diferent|trocad|outro produto|troca|devol", RegexOptions.CultureInvariant)]
    private static partial Regex OfWrong();

    [GeneratedRegex("defeit|quebrad|danific|nao funcion|amassad|rasgad|estrag|arranhad", RegexOptions.CultureInvariant)]
    private static partial Regex OfDefect();

    [GeneratedRegex("falsif|falso|nao e original|replica|pirata|enganos", RegexOptions.CultureInvariant)]
    private static partial Regex OfFake();

    [GeneratedRegex("pessim|ruim|qualidade inferior|baixa qualidade|fragil|decep|nao gostei|mal acab", RegexOptions.CultureInvariant)]
    private static partial Regex OfPoor();

    [GeneratedRegex("atras|demor", RegexOptions.CultureInvariant)]
    private static partial Regex OfSlow();
}
