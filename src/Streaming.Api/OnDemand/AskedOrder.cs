using Streaming.Contracts;
using Streaming.Contracts.Events;
using Streaming.Features;
using Streaming.Models;
using Streaming.Scorer.Scores;

namespace Streaming.Api.OnDemand;

/// <summary>An order that somebody asks about.</summary>
/// <param name="Order">Keeps the contract; what the asker did not say has any value that does.</param>
/// <param name="Absent">What the asker did not say of the facts that every delivery event has.</param>
public sealed record AskedOrder(OrderDelivered Order, AbsentFacts Absent);

/// <summary>The scores of one question, all by one model and one state of the histories.</summary>
/// <param name="Served">The model that gave them.</param>
/// <param name="Scores">In the order of the question.</param>
/// <param name="HistoriesThrough">Latest recorded_at that the histories hold; null when they are empty.</param>
public sealed record AskedScores(ServedModel Served, IReadOnlyList<AskedScore> Scores, LocalTime? HistoriesThrough);

/// <summary>No score can be given yet; the message says what is waited for.</summary>
public sealed class NotReadyException(string why) : Exception(why);

/// <summary>More questions wait than may.</summary>
public sealed class TooManyWaitingException(int limit) : Exception($"{limit} questions wait already");
