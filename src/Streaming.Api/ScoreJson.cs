using System.Buffers;
using System.Text.Json;
using Streaming.Api.OnDemand;
using Streaming.Features;
using Streaming.Models.Policy;
using Streaming.Scorer.Scores;

namespace Streaming.Api;

/// <summary>The answer to a question, as JSON. Numbers are written so that reading them gives the same bits.</summary>
internal static class ScoreJson
{
    private const int UsualBytes = 2_048;

    private static readonly JsonEncodedText[] Features = [.. FeatureSchema.All.Select(feature => JsonEncodedText.Encode(feature.Name))];

    /// <param name="orderIds">In the order of the scores, null where nobody said it.</param>
    /// <param name="unknown">What the model does not know of each.</param>
    public static ReadOnlyMemory<byte> Write(
        AskedScores answer,
        IReadOnlyList<string?> orderIds,
        IReadOnlyList<IReadOnlyList<UnknownValue>> unknown
    )
    {
        var buffer = new ArrayBufferWriter<byte>(UsualBytes);
        using var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { SkipValidation = true });
        json.WriteStartObject();
        WriteModel(json, answer);
        if (answer.HistoriesThrough is { } through)
            json.WriteString("histories_through"u8, through.ToString());
        else
            json.WriteNull("histories_through"u8);
        json.WriteStartArray("scores"u8);
        for (var i = 0; i < answer.Scores.Count; i++)
            WriteScore(json, answer.Scores[i], orderIds[i], unknown[i]);
        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenMemory;
    }

    private static void WriteModel(Utf8JsonWriter json, AskedScores answer)
    {
        var model = answer.Served.Model;
        json.WriteStartObject("model"u8);
        json.WriteString("name"u8, model.Name);
        json.WriteString("version"u8, model.Version);
        json.WriteString("sha256"u8, model.Sha256);
        json.WriteNumber("decision_number"u8, answer.Served.DecisionNumber);
        json.WriteString("policy_version"u8, model.Policy.Version);
        json.WriteString("feature_version"u8, model.FeatureVersion);
        json.WriteEndObject();
    }

    private static void WriteScore(Utf8JsonWriter json, AskedScore asked, string? orderId, IReadOnlyList<UnknownValue> unknown)
    {
        json.WriteStartObject();
        json.WriteString("order_id"u8, orderId);
        json.WriteNumber("probability"u8, asked.Score.Probability);
        json.WriteNumber("margin"u8, asked.Score.Margin);
        json.WriteString("tier"u8, asked.Score.Tier.Name());
        json.WriteString("label"u8, asked.Score.Tier.Label());
        json.WriteString("action"u8, asked.Score.Tier.Action());
        if (asked.AnsweredBeforeDelivery is { } answered)
            json.WriteBoolean("answered_before_delivery"u8, answered);
        else
            json.WriteNull("answered_before_delivery"u8);
        json.WriteStartArray("reasons"u8);
        foreach (var reason in asked.Reasons)
        {
            json.WriteStartObject();
            json.WriteString("code"u8, reason.Code);
            json.WriteString("feature"u8, reason.Feature);
            json.WriteString("text"u8, reason.Text);
            json.WriteNumber("contribution"u8, reason.Contribution);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("missing_features"u8);
        foreach (var feature in asked.Missing)
            json.WriteStringValue(Features[feature]);
        json.WriteEndArray();
        json.WriteStartArray("unknown_values"u8);
        foreach (var value in unknown)
        {
            json.WriteStartObject();
            json.WriteString("field"u8, value.Field);
            json.WriteString("value"u8, value.Value);
            json.WriteString("used"u8, value.Used);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
