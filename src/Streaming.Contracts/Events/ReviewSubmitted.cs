namespace Streaming.Contracts.Events;

/// <summary>A customer's answer to the satisfaction survey: the delayed truth. Topic <c>review-submitted</c>, key <see
/// cref="OrderId"/>.</summary>
/// <remarks>Never carries the comment's text nor a person; complaint codes are found at the source.</remarks>
public sealed record ReviewSubmitted
{
    /// <summary>Review id + <c>:</c> + order id, because one review id can span orders.</summary>
    public required string EventId { get; init; }

    /// <summary>1 for the first event of this id; a higher version corrects it.</summary>
    public int Version { get; init; } = 1;

    /// <summary>When the source recorded the answer, in stream time.</summary>
    public required LocalTime RecordedAt { get; init; }

    public required string ReviewId { get; init; }

    public required string OrderId { get; init; }

    /// <summary>1 to 5 stars; under 4 is unsatisfied.</summary>
    public required int ReviewScore { get; init; }

    /// <summary>When the survey was sent.</summary>
    public LocalTime? CreatedAt { get; init; }

    public required LocalTime AnsweredAt { get; init; }

    /// <summary>Distinct sellers of the order, in ordinal order; empty when the order has no items.</summary>
    public required IReadOnlyList<string> SellerIds { get; init; }

    /// <summary>Distinct products of the order, in ordinal order.</summary>
    public required IReadOnlyList<string> ProductIds { get; init; }

    /// <summary>Distinct known product categories of the order, in ordinal order.</summary>
    public required IReadOnlyList<string> ProductCategoryNames { get; init; }

    public string? CustomerState { get; init; }

    /// <summary>Distinct known states of the sellers, in ordinal order.</summary>
    public required IReadOnlyList<string> SellerStates { get; init; }

    /// <summary>See <see cref="Streaming.Contracts.ComplaintCodes"/>; in the order listed there, each at most once.</summary>
    public required IReadOnlyList<string> ComplaintCodes { get; init; }

    /// <summary>Version of the list of expressions that found the codes.</summary>
    public required int ComplaintCodesVersion { get; init; }
}
