using System.Globalization;

namespace Streaming.Contracts.Rules;

/// <summary>The bounds that both inputs share. Wide on purpose: they stop what nobody could score, and nothing that a shop has ever
/// written.</summary>
public static class ValueRules
{
    /// <summary>UTF-16 characters of a text, at most.</summary>
    public const int LongestText = 4_096;

    /// <summary>Entries of a list, at most.</summary>
    public const int LongestList = 10_000;

    /// <summary>An amount of money or a measure, at most.</summary>
    public const double LargestAmount = 1e9;

    /// <summary>How far an event may happen after it was recorded, milliseconds: an hour and five minutes.</summary>
    public const long MostForeseen = LocalTime.MillisecondsPerHour + 5 * LocalTime.MillisecondsPerMinute;

    /// <summary>No time is before this one.</summary>
    public static readonly LocalTime Earliest = LocalTime.From(new DateTime(1990, 1, 1));

    /// <summary>Every time is before this one.</summary>
    public static readonly LocalTime BeforeLatest = LocalTime.From(new DateTime(2100, 1, 1));

    /// <param name="violations">Collects.</param>
    /// <param name="field">The field's path.</param>
    /// <param name="value">Not null: the contract's type says so.</param>
    /// <param name="index">The list index; -1 outside lists.</param>
    internal static void Id(ref this Violations violations, string field, string value, int index = -1)
    {
        if (violations.Name(field, value, index))
            violations.Direction(field, value, index);
    }

    /// <summary>The same where there may be none.</summary>
    internal static void OptionalId(ref this Violations violations, string field, string? value, int index = -1)
    {
        violations.Text(field, value, index);
        if (value is { Length: <= LongestText })
            violations.Direction(field, value, index);
    }

    private static void Direction(ref this Violations violations, string field, string id, int index)
    {
        if (PlainText.HasDirectionMark(id))
            violations.Add(
                RuleCodes.Type,
                field,
                index,
                Violations.Quote(id),
                "an id without characters that turn the direction of writing"
            );
    }

    /// <summary>The same for a name that people write, as a category: direction marks belong to some scripts.</summary>
    /// <returns>Whether there is a text to look at further.</returns>
    internal static bool Name(ref this Violations violations, string field, string value, int index = -1)
    {
        if (string.IsNullOrWhiteSpace(value))
            violations.Add(RuleCodes.NoKey, field, index, "empty", "an id");
        else
            violations.Text(field, value, index);
        return value is { Length: > 0 and <= LongestText };
    }

    internal static void Text(ref this Violations violations, string field, string? value, int index = -1)
    {
        if (value is { Length: > LongestText })
            violations.Add(RuleCodes.Bounds, field, index, Violations.Quote(value), "at most 4,096 characters");
        else if (PlainText.HasControl(value))
            violations.Add(RuleCodes.Type, field, index, Violations.Quote(value!), "text without control characters");
    }

    internal static void Version(ref this Violations violations, int value)
    {
        if (value < 1)
            violations.Add(RuleCodes.Bounds, "version", -1, Shown(value), "1 or more");
    }

    internal static void Time(ref this Violations violations, string field, LocalTime? value, int index = -1)
    {
        if (value is { } time && (time < Earliest || time >= BeforeLatest))
            violations.Add(RuleCodes.Bounds, field, index, time.ToString(), "from 1990 to 2099");
    }

    /// <summary>
    /// What happened is recorded afterwards. Five minutes are granted to clocks, and an hour to the night in which the market's clocks go
    /// back: what happened at 23:58 is then recorded at 23:01. Readers wait for what was recorded up to five minutes before a delivery, and
    /// read no further than five minutes after it was recorded itself.
    /// </summary>
    internal static void Foreseen(ref this Violations violations, string field, LocalTime happened, LocalTime recordedAt)
    {
        if (recordedAt >= Earliest && recordedAt < BeforeLatest && happened.Milliseconds - recordedAt.Milliseconds > MostForeseen)
            violations.Add(RuleCodes.TimeOrder, field, -1, happened.ToString(), $"at most 65 minutes after recorded_at, {recordedAt}");
    }

    /// <summary>Money or a measure: finite, not negative, not absurd.</summary>
    internal static void Amount(ref this Violations violations, string field, double? value, int index)
    {
        if (value is { } amount && !(amount >= 0 && amount <= LargestAmount)) // also true for NaN
            violations.Add(RuleCodes.Bounds, field, index, amount.ToString("R", CultureInfo.InvariantCulture), "a number from 0 to 1e9");
    }

    internal static void Count(ref this Violations violations, string field, int? value, int index)
    {
        if (value < 0)
            violations.Add(RuleCodes.Bounds, field, index, Shown(value.Value), "0 or more");
    }

    /// <returns>Whether the list is short enough to be looked at element by element.</returns>
    internal static bool List(ref this Violations violations, string field, int count)
    {
        if (count <= LongestList)
            return true;
        violations.Add(RuleCodes.Bounds, field, -1, Shown(count) + " rows", "at most 10,000 rows");
        return false;
    }

    internal static string Shown(int value) => value.ToString(CultureInfo.InvariantCulture);
}
