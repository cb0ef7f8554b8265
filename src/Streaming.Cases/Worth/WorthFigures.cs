namespace Streaming.Cases.Worth;

/// <summary>What the cases of a period came to. Open: the customer had not answered when the parcel came.</summary>
/// <param name="Known">Open customers that a case was opened for, and nobody kept aside.</param>
/// <param name="Contacted">Of these.</param>
/// <param name="Reached">Of these.</param>
/// <param name="Reviews">What the reviews said later.</param>
/// <param name="FirstContact">Time from the opening to the first contact; null while there was none.</param>
public sealed record WorthFigures(long Known, long Contacted, long Reached, WorthReviews Reviews, ContactTimes? FirstContact)
{
    public HoldOutComparison HoldOut => new(Reviews.Worked, Reviews.HeldOut);
}

/// <summary>Unsatisfied among the reviews that came.</summary>
/// <param name="Worked">Of all that were not kept aside, whether somebody got to them or not.</param>
/// <param name="Reached">Of those whose customer was reached.</param>
/// <param name="NotContacted">Of those whom nobody contacted.</param>
/// <param name="HeldOut">Of those that were kept aside.</param>
public sealed record WorthReviews(Proportion Worked, Proportion Reached, Proportion NotContacted, Proportion HeldOut);

public sealed record ContactTimes(TimeSpan Median, TimeSpan NinetiethPercentile);
