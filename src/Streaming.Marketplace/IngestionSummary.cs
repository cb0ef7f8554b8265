using System.Text.Json.Serialization;
using Streaming.Marketplace.Synthetic;
using Streaming.Marketplace.Tables;

namespace Streaming.Marketplace;

/// <summary>What became of the rows of the tables. Every row that gave no event is counted here.</summary>
public sealed record IngestionSummary
{
    public required int Orders { get; init; }

    /// <summary>Status delivered and a delivery time: each gave one <c>order-delivered</c>.</summary>
    public required int Delivered { get; init; }

    /// <summary>Status delivered without a delivery time: no event.</summary>
    public required int DeliveredWithoutTime { get; init; }

    /// <summary>Delivered orders that no accepted review speaks of.</summary>
    public required int DeliveredWithoutReview { get; init; }

    /// <summary>Delivered orders with more than one accepted review.</summary>
    public required int DeliveredWithSeveralReviews { get; init; }

    /// <summary>Delivered orders with an item whose product has no category.</summary>
    public required int DeliveredWithoutCategory { get; init; }

    /// <summary>Rows of the review table.</summary>
    public required int ReviewRows { get; init; }

    /// <summary>Each gave one <c>review-submitted</c>.</summary>
    public required int Reviews { get; init; }

    /// <summary>Reviews without an answer time: no event, no label.</summary>
    public required int ReviewsWithoutAnswerTime { get; init; }

    /// <summary>Reviews of an order that the orders table does not have.</summary>
    public required int ReviewsOfUnknownOrders { get; init; }

    /// <summary>The same review id for the same order again: only the earliest answer counts.</summary>
    public required int RepeatedReviews { get; init; }

    /// <summary>Review ids that speak of more than one order: one event each, as the event id names both.</summary>
    public required int ReviewIdsOfSeveralOrders { get; init; }

    /// <summary>Items of an order that the orders table does not have: ignored.</summary>
    public required int ItemsOfUnknownOrders { get; init; }

    /// <summary>Payments of an order that the orders table does not have: ignored.</summary>
    public required int PaymentsOfUnknownOrders { get; init; }

    /// <summary>Items whose product is not in the products table: kept, without facts.</summary>
    public required int ItemsOfUnknownProducts { get; init; }

    /// <summary>Items whose seller is not in the sellers table: kept, without a state.</summary>
    public required int ItemsOfUnknownSellers { get; init; }

    /// <summary>Orders whose customer is not in the customers table: kept, without a state.</summary>
    public required int OrdersOfUnknownCustomers { get; init; }

    /// <summary>Every kind of row that was ignored or lost a fact; no part of the report that a training run keeps.</summary>
    [JsonIgnore]
    public IReadOnlyList<FaultTotal> Totals { get; init; } = [];

    /// <summary>Delivered orders without any item; no part of the report that a training run keeps, like the next.</summary>
    [JsonIgnore]
    public int DeliveredWithoutItems { get; init; }

    /// <summary>Delivered orders without any payment.</summary>
    [JsonIgnore]
    public int DeliveredWithoutPayments { get; init; }

    /// <summary>Reviews that gave no event.</summary>
    public int RejectedReviews => ReviewsWithoutAnswerTime + ReviewsOfUnknownOrders + RepeatedReviews;

    /// <summary>The first rows of each kind that were ignored or lost a fact, with their place; at most <see cref="PlacesPerKind"/> of a
    /// kind.</summary>
    public required IReadOnlyList<RowFault> Faults { get; init; }

    /// <summary>So many rows of a kind are listed; the counts hold them all.</summary>
    public const int PlacesPerKind = 5;
}

/// <summary>How many rows broke one rule.</summary>
/// <param name="File">Name of the table.</param>
/// <param name="Column">The column at fault.</param>
/// <param name="Rows">How many.</param>
/// <param name="First">The first of them.</param>
public sealed record FaultTotal(string File, string Column, int Rows, RowFault First);

/// <summary>A row that did not count as it stands.</summary>
/// <param name="File">Name of the table.</param>
/// <param name="Line">Line on which the record begins.</param>
/// <param name="Column">The column at fault.</param>
/// <param name="Value">What it holds.</param>
/// <param name="Rule">What it should hold, and what was done.</param>
public sealed record RowFault(string File, int Line, string Column, string Value, string Rule)
{
    public override string ToString() => $"{File}, line {Line}, column {Column}: found '{TableException.Shown(Value)}'; {Rule}";
}
