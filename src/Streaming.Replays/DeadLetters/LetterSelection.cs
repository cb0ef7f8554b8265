using System.Text;
using Streaming.Contracts.Events;

namespace Streaming.Replays.DeadLetters;

/// <summary>Which parked orders are meant: those with a waiting dead letter that fits. Everything null means all.</summary>
public sealed record LetterSelection
{
    public static readonly LetterSelection All = new();

    /// <summary>The order's id, which is its key as UTF-8.</summary>
    public string? OrderId { get; init; }

    /// <summary>A reason code; the whole sequence of the order is taken when one of its waiting letters has it.</summary>
    public string? Reason { get; init; }

    /// <summary>Coordinates on the dead-letter topic.</summary>
    public (int Partition, long Offset)? Letter { get; init; }

    internal bool IsAbout(LetterSequence sequence) =>
        (OrderId is null || sequence.Key.AsSpan().SequenceEqual(Encoding.UTF8.GetBytes(OrderId)))
        && (Letter is not { } at || (sequence.Partition == at.Partition && sequence.Letters.Any(letter => letter.Offset == at.Offset)))
        && (Reason is null || sequence.Waiting.Any(letter => letter.Reason == Reason));
}
