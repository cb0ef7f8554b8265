namespace Streaming.Cases.Domain;

/// <summary>What people may do with a case: events, or a refusal that says which rule stands against it. Pure.</summary>
public static class CaseRules
{
    /// <summary>Longest text that is written down, in characters.</summary>
    public const int LongestText = 2_000;

    /// <summary>Nothing happens when it is this person's already.</summary>
    /// <exception cref="CaseRefusedException">It is closed, held out, or somebody else's.</exception>
    public static IReadOnlyList<object> Take(this AlertCase one, string by)
    {
        RefuseUnworkable(one);
        if (one.Owner is { } owner && owner != by)
            throw new CaseRefusedException($"{owner} works on the case of order {one.Id}; ask for it, or assign it to yourself");
        return one.Status == CaseStatus.Taken ? [] : [new CaseTaken(by)];
    }

    /// <summary>Nothing happens when it is that person's already.</summary>
    /// <exception cref="CaseRefusedException">It is closed or held out.</exception>
    public static IReadOnlyList<object> Assign(this AlertCase one, string to, string by)
    {
        RefuseUnworkable(one);
        return one.Owner == to && one.Status == CaseStatus.Taken ? [] : [new CaseAssigned(to, by)];
    }

    /// <exception cref="CaseRefusedException">It is closed or held out, or nobody has it.</exception>
    public static IReadOnlyList<object> Return(this AlertCase one, string by, string why)
    {
        RefuseUnworkable(one);
        if (one.Owner is null)
            throw new CaseRefusedException($"nobody works on the case of order {one.Id}");
        return [new CaseReturned(by, Short(why))];
    }

    /// <summary>Also of a closed case.</summary>
    /// <exception cref="CaseRefusedException">It is held out, or the text is empty or too long.</exception>
    public static IReadOnlyList<object> Note(this AlertCase one, string by, string text)
    {
        RefuseHeldOut(one);
        if (string.IsNullOrWhiteSpace(text))
            throw new CaseRefusedException("a note has at least one word");
        return [new CaseNoted(by, Short(text))];
    }

    /// <summary>Whoever contacts the customer has the case from then on.</summary>
    /// <exception cref="CaseRefusedException">It is closed or held out, or the text is too long.</exception>
    public static IReadOnlyList<object> Contact(this AlertCase one, string by, ContactChannel channel, bool reached, string text)
    {
        RefuseUnworkable(one);
        var contacted = new CaseContacted(by, channel, reached, Short(text));
        return one.Status == CaseStatus.Taken ? [contacted] : [new CaseTaken(by), contacted];
    }

    /// <param name="until">Null: until it gets worse.</param>
    /// <param name="now">Wall time.</param>
    /// <exception cref="CaseRefusedException">It is closed or held out, or the time is past or more than 90 days away.</exception>
    public static IReadOnlyList<object> Snooze(this AlertCase one, string by, DateTimeOffset? until, string why, DateTimeOffset now)
    {
        RefuseUnworkable(one);
        if (until <= now || until > now.AddDays(90))
            throw new CaseRefusedException("a case is snoozed until a time within the next 90 days, or until it gets worse");
        return [new CaseSnoozed(by, until, Short(why))];
    }

    /// <exception cref="CaseRefusedException">It is not closed.</exception>
    public static IReadOnlyList<object> Reopen(this AlertCase one, string by, string why)
    {
        RefuseHeldOut(one);
        if (one.Status != CaseStatus.Closed)
            throw new CaseRefusedException($"the case of order {one.Id} is not closed");
        return [new CaseReopened(by, Short(why))];
    }

    /// <exception cref="CaseRefusedException">It is closed already, with another outcome, or held out.</exception>
    public static IReadOnlyList<object> Close(this AlertCase one, string by, CaseOutcome outcome, string text)
    {
        RefuseHeldOut(one);
        if (one.Status == CaseStatus.Closed)
            return one.Outcome == outcome
                ? []
                : throw new CaseRefusedException($"the case of order {one.Id} is closed already, as {one.Outcome}; reopen it first");
        return [new CaseClosed(by, outcome, Short(text))];
    }

    private static void RefuseUnworkable(AlertCase one)
    {
        RefuseHeldOut(one);
        if (one.Status == CaseStatus.Closed)
            throw new CaseRefusedException($"the case of order {one.Id} is closed; reopen it first");
    }

    private static void RefuseHeldOut(AlertCase one)
    {
        if (one.Status == CaseStatus.HeldOut)
            throw new CaseRefusedException($"order {one.Id} is held out as a comparison: nobody works on it");
    }

    private static string Short(string text)
    {
        var trimmed = text.Trim();
        return trimmed.Length <= LongestText
            ? trimmed
            : throw new CaseRefusedException($"a text has at most {LongestText} characters; this one has {trimmed.Length}");
    }
}
