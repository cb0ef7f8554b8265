using Streaming.Contracts;

namespace Streaming.Features.Histories;

/// <summary>Sums of a review history.</summary>
internal static class ReviewColumns
{
    public const int Count = 0;
    public const int Bad = 1;
    public const int Score = 2;

    /// <summary>One sum per complaint code from here on, then the one of any fault of the goods.</summary>
    public const int Complaints = 3;

    /// <summary>How many of the codes, from the first, are faults of the goods.</summary>
    public const int Faults = 5;

    /// <summary>The codes and the sum over faults.</summary>
    public const int ComplaintCount = 7;

    public const int Width = Complaints + ComplaintCount;

    /// <summary>One bit per code, in the order of <see cref="ComplaintCodes.All"/>; codes of a later list are not ours to count.</summary>
    public static byte BitsOf(IReadOnlyList<string> codes)
    {
        var bits = 0;
        for (var i = 0; i < codes.Count; i++)
        {
            for (var code = 0; code < ComplaintCodes.All.Count; code++)
            {
                if (codes[i] == ComplaintCodes.All[code])
                    bits |= 1 << code;
            }
        }

        return (byte)bits;
    }

    /// <summary>Adds one review <paramref name="sign"/> times.</summary>
    public static void Add(ReviewFacts review, int sign, Span<long> to)
    {
        to[Count] += sign;
        if (review.IsBad)
            to[Bad] += sign;
        to[Score] += sign * review.Score;
        for (var code = 0; code < ComplaintCount - 1; code++)
        {
            if ((review.Complaints & (1 << code)) != 0)
                to[Complaints + code] += sign;
        }

        if ((review.Complaints & ((1 << Faults) - 1)) != 0)
            to[Complaints + ComplaintCount - 1] += sign;
    }
}

/// <summary>Sums of a delivery history.</summary>
internal static class DeliveryColumns
{
    public const int Count = 0;
    public const int Late = 1;
    public const int Width = 2;
}

/// <summary>Sums of a bucket.</summary>
internal static class BucketColumns
{
    public const int Count = 0;
    public const int Bad = 1;
    public const int Score = 2;
    public const int Width = 3;

    public static void Add(ReviewFacts review, int sign, Span<long> to)
    {
        to[Count] += sign;
        if (review.IsBad)
            to[Bad] += sign;
        to[Score] += sign * review.Score;
    }
}

/// <summary>Sums of a history of joined reviews; residuals in units of 1/65,536.</summary>
internal static class JoinedColumns
{
    public const int Count = 0;
    public const int Bad = 1;
    public const int Residual = 2;
    public const int ScoreResidual = 3;
    public const int Width = 4;

    private const long Unit = (long)HistoryConstants.FixedPoint;

    public static void Add(DeliveryFacts delivery, ReviewFacts review, int sign, Span<long> to)
    {
        to[Count] += sign;
        if (review.IsBad)
            to[Bad] += sign;
        to[Residual] += sign * ((review.IsBad ? Unit : 0) - delivery.ExpectedBad);
        to[ScoreResidual] += sign * (review.Score * Unit - delivery.ExpectedScore);
    }
}
