using System.Text.Json;
using System.Text.Json.Serialization;
using Streaming.Cases.Domain;
using Streaming.Models.Policy;

namespace Streaming.Cases.Store;

/// <summary>A case as its row holds it.</summary>
internal sealed record CaseRow
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Converters = { new JsonStringEnumConverter() },
    };

    public required string OrderId { get; init; }
    public required long Revision { get; init; }
    public required CaseStatus Status { get; init; }
    public required CaseAction Action { get; init; }
    public required string? Owner { get; init; }
    public required Tier Tier { get; init; }
    public required bool Answered { get; init; }
    public required double Place { get; init; }
    public required double Probability { get; init; }
    public required double Price { get; init; }
    public required string CustomerId { get; init; }
    public required string? CustomerUniqueId { get; init; }
    public required string? CustomerState { get; init; }
    public required IReadOnlyList<string> Categories { get; init; }
    public required DateTimeOffset OpenedAt { get; init; }
    public required DateTimeOffset DueAt { get; init; }
    public required DateTimeOffset? SnoozedUntil { get; init; }
    public required DateTimeOffset? ContactedAt { get; init; }
    public required DateTimeOffset? ReachedAt { get; init; }
    public required DateTimeOffset? ActedAt { get; init; }
    public required DateTimeOffset? ClosedAt { get; init; }
    public required DateTimeOffset? ReviewedAt { get; init; }
    public required CaseOutcome? Outcome { get; init; }
    public required int? ReviewScore { get; init; }
    public required AlertCase Data { get; init; }

    public static CaseRow Of(AlertCase one) =>
        new()
        {
            OrderId = one.Id,
            Revision = one.Revision,
            Status = one.Status,
            Action = one.Action,
            Owner = one.Owner,
            Tier = one.Alert.Tier,
            Answered = one.Alert.AnsweredBeforeDelivery,
            Place = -one.Rank.Priority,
            Probability = one.Alert.Probability,
            Price = one.Alert.Basket.Price,
            CustomerId = one.Alert.Customer.Id,
            CustomerUniqueId = one.Alert.Customer.UniqueId,
            CustomerState = one.Alert.Customer.State,
            Categories = one.Alert.Basket.Categories,
            OpenedAt = one.OpenedAt,
            DueAt = one.DueAt,
            SnoozedUntil = one.SnoozedUntil,
            ContactedAt = one.ContactedAt,
            ReachedAt = one.ReachedAt,
            ActedAt = one.ActedAt,
            ClosedAt = one.ClosedAt,
            ReviewedAt = one.ReviewedAt,
            Outcome = one.Outcome,
            ReviewScore = one.Review?.Score,
            Data = one,
        };

    public static string ToJson(IEnumerable<AlertCase> cases) => JsonSerializer.Serialize(cases.Select(Of), Json);

    public static AlertCase CaseOf(string data) =>
        JsonSerializer.Deserialize<AlertCase>(data, Json) ?? throw new InvalidOperationException("a row of cases holds no case");

    /// <summary>Writes rows, given as one JSON array; a row that is there becomes the new one.</summary>
    public static string Upsert(CaseTables tables) =>
        $"""
            insert into {tables.Cases} as c ({Columns})
            select order_id, revision, status, action, owner, tier, answered, place, probability, price, customer_id, customer_unique_id,
              customer_state, array(select jsonb_array_elements_text(r.categories)), opened_at, due_at, snoozed_until, contacted_at,
              reached_at, acted_at, closed_at, reviewed_at, outcome, review_score, data
            from jsonb_to_recordset(?::jsonb) as r(order_id text, revision bigint, status text, action text, owner text, tier text,
              answered boolean, place double precision, probability double precision, price double precision, customer_id text,
              customer_unique_id text, customer_state text, categories jsonb, opened_at timestamptz, due_at timestamptz,
              snoozed_until timestamptz, contacted_at timestamptz, reached_at timestamptz, acted_at timestamptz, closed_at timestamptz,
              reviewed_at timestamptz, outcome text, review_score integer, data jsonb)
            on conflict (order_id) do update set ({Columns}) = row({Excluded})
            """;

    private const string Columns =
        "order_id, revision, status, action, owner, tier, answered, place, probability, price, customer_id, customer_unique_id, "
        + "customer_state, categories, opened_at, due_at, snoozed_until, contacted_at, reached_at, acted_at, closed_at, reviewed_at, "
        + "outcome, review_score, data";

    private static readonly string Excluded = string.Join(", ", Columns.Split(", ").Select(column => "excluded." + column));
}
