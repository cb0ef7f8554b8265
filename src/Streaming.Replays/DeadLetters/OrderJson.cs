using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Streaming.Contracts;
using Streaming.Contracts.Events;

namespace Streaming.Replays.DeadLetters;

/// <summary>A decoded delivery as indented JSON, fields named as in its schema.</summary>
internal static class OrderJson
{
    private const string Masked = "(masked)";

    private static readonly JsonSerializerOptions Options = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals, // an event that breaks its contract may hold them
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new LocalTimeText() },
    };

    /// <param name="withCustomers">False masks the ids of the customer.</param>
    public static string Of(OrderDelivered order, bool withCustomers) =>
        JsonSerializer.Serialize(
            withCustomers ? order : order with { CustomerId = Masked, CustomerUniqueId = order.CustomerUniqueId is null ? null : Masked },
            Options
        );

    private sealed class LocalTimeText : JsonConverter<LocalTime>
    {
        public override LocalTime Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            LocalTime.Parse(reader.GetString()!);

        /// <summary>Bytes of no contract may hold times that no calendar has.</summary>
        public override void Write(Utf8JsonWriter writer, LocalTime value, JsonSerializerOptions options)
        {
            if (value < LocalTime.MinValue || value > LocalTime.MaxValue)
                writer.WriteNumberValue(value.Milliseconds);
            else
                writer.WriteStringValue(value.ToString());
        }
    }
}
