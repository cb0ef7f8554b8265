namespace Streaming.Contracts;

/// <summary>What a comment complains about. The text itself never leaves its source; a versioned list of expressions turns it into these codes.</summary>
public static class ComplaintCodes
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
}
