using System.Globalization;
using System.Text.Json.Nodes;
using Confluent.Kafka;
using Streaming.Contracts;
using Streaming.Contracts.Events;
using Streaming.Kafka.Registry;
using Streaming.Kafka.Wire;
using Streaming.Scorer.DeadLetters;
using Streaming.Scorer.Deliveries;

namespace Streaming.Replays.DeadLetters;

/// <summary>One dead letter with all that is known of it, as text.</summary>
public sealed class LetterView(ISchemaRegistry registry)
{
    /// <summary>The frame and where the event's own id begins: even of the shortest ids the customer's comes later.</summary>
    private const int BytesWithoutCustomers = 16;
    private const int BytesShown = 512;

    private readonly AvroDeserializer<OrderDelivered> events = new(registry);
    private readonly InputDecoder decoder = new(registry);

    /// <summary>Writes the letter as lines.</summary>
    /// <param name="letter">With its bytes.</param>
    /// <param name="sequence">The letters of its key; null when it has none.</param>
    /// <param name="withCustomers">Show the customer's ids, and more of the bytes of what cannot be decoded.</param>
    /// <param name="output">Receives the lines.</param>
    /// <exception cref="RegistryUnavailableException">The event cannot be decoded now.</exception>
    public void Write(StoredLetter letter, LetterSequence? sequence, bool withCustomers, TextWriter output)
    {
        var at = letter.Position;
        output.WriteLine($"{at.Topic} partition {at.Partition.Value} offset {at.Offset.Value}");
        output.WriteLine(
            "  came from  "
                + (
                    letter.Original is { } original
                        ? $"{original.Topic} partition {original.Partition.Value} offset {original.Offset.Value}"
                        : "nowhere that its headers name"
                )
        );
        output.WriteLine($"  key        {KeyText.Of(letter.Key)}");
        output.WriteLine($"  reason     {letter.Reason ?? "unknown"}: {letter.Text(DeadLetter.ExceptionMessage) ?? "no header says why"}");
        output.WriteLine($"  state      {StateOf(letter, sequence)}");
        output.WriteLine($"  now        {Now(letter, sequence)}");
        output.WriteLine("headers");
        foreach (var header in letter.Headers)
            output.WriteLine($"  {header.Key}: {HeaderText.Of(header).ReplaceLineEndings("\n    ")}");
        WriteEvent(letter, withCustomers, output);
    }

    /// <summary>The same as one JSON object; what cannot be decoded is <c>bytes</c> in hexadecimal.</summary>
    /// <exception cref="RegistryUnavailableException">The event cannot be decoded now.</exception>
    public JsonObject ToJson(StoredLetter letter, LetterSequence? sequence, bool withCustomers)
    {
        var (at, decoded) = (letter.Position, EventOf(letter, withCustomers));
        return new JsonObject
        {
            ["topic"] = at.Topic,
            ["partition"] = at.Partition.Value,
            ["offset"] = at.Offset.Value,
            ["original_topic"] = letter.Original?.Topic,
            ["original_partition"] = letter.Original?.Partition.Value,
            ["original_offset"] = letter.Original?.Offset.Value,
            ["key"] = KeyText.Of(letter.Key),
            ["reason"] = letter.Reason ?? "unknown",
            ["message"] = letter.Text(DeadLetter.ExceptionMessage),
            ["state"] = StateOf(letter, sequence),
            ["now"] = Now(letter, sequence),
            ["headers"] = new JsonArray([
                .. letter.Headers.Select(header => new JsonObject { ["key"] = header.Key, ["value"] = HeaderText.Of(header) }),
            ]),
            ["event"] = decoded is null ? null : JsonNode.Parse(decoded),
            ["bytes"] =
                decoded is null && letter.Value is { } value
                    ? Convert.ToHexStringLower(value.AsSpan(0, Math.Min(value.Length, withCustomers ? BytesShown : BytesWithoutCustomers)))
                    : null,
            ["value_bytes"] = letter.Value?.Length,
            ["value_gone"] = letter.ValueGone,
        };
    }

    private static string StateOf(StoredLetter letter, LetterSequence? sequence)
    {
        if (sequence is null)
            return "without a key: parks nothing";
        if (letter.Position.Offset.Value > sequence.ReleasedThrough)
            return string.Create(
                CultureInfo.InvariantCulture,
                $"parked, one of {sequence.Waiting.Count()} that wait, {sequence.Attempts} failed redrives"
            );
        var release = sequence.Release!;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"released; last redrive at {release.RecordedAt:yyyy-MM-dd HH:mm:ss} UTC by {release.RedrivenBy} ({release.Why})"
        );
    }

    /// <summary>What a redrive would do about it.</summary>
    private string Now(StoredLetter letter, LetterSequence? sequence)
    {
        if (sequence is null)
            return "can never be scored: the key must be the order id, so a new event must be sent";
        if (letter.Position.Offset.Value <= sequence.ReleasedThrough)
            return "nothing: it is released";
        try
        {
            decoder.Delivery(letter.ToOriginal());
            return "valid: a redrive releases it together with the other letters of its order, if all are valid "
                + "(redrive --dry-run shows scores)";
        }
        catch (ContractException invalid)
        {
            return $"still invalid ({invalid.ReasonCode}: {invalid.Message}): "
                + "a redrive keeps its order parked, or gives this letter up with --discard-invalid";
        }
    }

    private void WriteEvent(StoredLetter letter, bool withCustomers, TextWriter output)
    {
        if (letter.Value is not { } value)
        {
            output.WriteLine(
                letter.OmittedValueSha256 is null
                    ? "no value"
                    : $"the value was too large for a letter: {letter.ValueGone ?? "it was not read from the record's place"}"
            );
            return;
        }

        if (EventOf(letter, withCustomers) is { } decoded)
        {
            output.WriteLine("event");
            output.WriteLine(decoded);
        }
        else
        {
            output.WriteLine($"{value.Length} bytes");
            output.Write(HexDump.Of(value, withCustomers ? BytesShown : BytesWithoutCustomers));
        }
    }

    /// <summary>The event as JSON; null when there is none or its bytes cannot be decoded.</summary>
    private string? EventOf(StoredLetter letter, bool withCustomers)
    {
        if (letter.Value is not { } value)
            return null;
        try
        {
            var context = new SerializationContext(MessageComponentType.Value, Topics.OrderDelivered.Name, letter.Headers);
            return OrderJson.Of(events.Deserialize(value, false, context), withCustomers);
        }
        catch (ContractException)
        {
            return null;
        }
    }
}
