using Streaming.Contracts;

namespace Streaming.Cases.Intake;

/// <summary>A record of a topic, decoded.</summary>
/// <param name="Fact">An <see cref="OrderAlert"/>, a <see cref="StoredReview"/> or a <see cref="NotUnderstood"/>.</param>
internal sealed record IntakeRecord(string Topic, int Partition, long Offset, object Fact)
{
    /// <summary>The topics that cases follow from.</summary>
    public static readonly IReadOnlyList<string> Topics =
    [
        Contracts.Topics.AlertsRed.Name,
        Contracts.Topics.AlertsYellow.Name,
        Contracts.Topics.ReviewSubmitted.Name,
    ];
}

/// <summary>A record that says nothing that a case can be made of.</summary>
internal sealed record NotUnderstood(string Why);
