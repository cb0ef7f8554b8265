using Streaming.Contracts;
using Streaming.Contracts.Events;
using Streaming.Features.SingleEvent;
using Streaming.Models;

namespace Streaming.Scorer.Scores;

/// <summary>The score of an order that somebody asked about.</summary>
/// <param name="Score">Margin, probability and tier.</param>
/// <param name="Reasons">The strongest pushes away from satisfied.</param>
/// <param name="AnsweredBeforeDelivery">Whether a review of the order was in before its delivery; null when it was not said which order it
/// is.</param>
/// <param name="Missing">The features that were neither said nor could be derived, as indices of the feature schema.</param>
public sealed record AskedScore(Score Score, IReadOnlyList<Reason> Reasons, bool? AnsweredBeforeDelivery, IReadOnlyList<int> Missing);
