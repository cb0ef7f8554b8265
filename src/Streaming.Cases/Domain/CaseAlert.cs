using System.Text.Json.Serialization;
using Streaming.Models.Policy;

namespace Streaming.Cases.Domain;

/// <summary>What an alert says, as far as people work with it. Kept in the case's events, so that a case outlives its topic.</summary>
public sealed record CaseAlert
{
    /// <summary>The alert's stable id.</summary>
    public required string Id { get; init; }

    /// <summary>Version of the order event that was scored; a higher one corrects it.</summary>
    public required int Version { get; init; }

    /// <summary>Red or yellow.</summary>
    public required Tier Tier { get; init; }

    /// <summary>That the customer is satisfied, 0 to 1.</summary>
    public required double Probability { get; init; }

    /// <summary>What moved the score away from satisfied, strongest first; may be empty.</summary>
    public required IReadOnlyList<CaseReason> Reasons { get; init; }

    /// <summary>Whether the customer had answered the survey before the parcel came.</summary>
    public required bool AnsweredBeforeDelivery { get; init; }

    /// <summary>Wall time, UTC.</summary>
    public required DateTimeOffset RaisedAt { get; init; }

    /// <summary>When the customer got the parcel, by the market's own clock.</summary>
    public required DateTime DeliveredAt { get; init; }

    /// <summary>Delivered minus promised, in days; negative when early. Null without a promise.</summary>
    public double? DelayDays { get; init; }

    /// <summary>The plain rule that the model is measured by: it came after the promised day.</summary>
    [JsonIgnore]
    public bool IsLate => DelayDays > 0;

    public required CaseCustomer Customer { get; init; }

    public required CaseBasket Basket { get; init; }

    /// <summary>Promotion that put the model into service.</summary>
    public required long DecisionNumber { get; init; }

    /// <summary>SHA-256 of the model's artifact.</summary>
    public required string ModelSha256 { get; init; }

    /// <summary>Where later steps of its order's trace hang, as W3C Trace Context; null where it has none, and in what was stored before
    /// there were traces.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? TraceParent { get; init; }
}

/// <param name="Code">Stable, for machines and for other languages.</param>
/// <param name="Feature">Name of the feature behind it.</param>
/// <param name="Text">In words, in English.</param>
/// <param name="Contribution">Log-odds of satisfied; negative pushes towards unsatisfied.</param>
public sealed record CaseReason(string Code, string Feature, string Text, double Contribution);

/// <summary>Names a person, by id.</summary>
/// <param name="Id">Of this one order.</param>
/// <param name="UniqueId">The same for all orders of one person; null where it is not known.</param>
/// <param name="State">Two letters; null where it is not known.</param>
public sealed record CaseCustomer(string Id, string? UniqueId, string? State);

/// <param name="Price">Sum of the items, in BRL.</param>
public sealed record CaseBasket(int Items, double Price, IReadOnlyList<string> Sellers, IReadOnlyList<string> Categories);
