using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Streaming.Audit.Chain;

/// <summary>An event with everything that its hash stands for.</summary>
/// <param name="Sequence">Its number in the store.</param>
/// <param name="Kind">The stored name of its type, such as <c>model_promoted</c>.</param>
/// <param name="At">When it was recorded, UTC, in whole microseconds.</param>
/// <param name="Who">Null where nobody was named.</param>
/// <param name="Data">What happened: JSON, in any of the texts of the same meaning.</param>
internal sealed record ChainedEvent(
    Guid Id,
    long Sequence,
    string Stream,
    long Version,
    string Kind,
    DateTimeOffset At,
    string? Who,
    string? Correlation,
    string? Causation,
    string Data
)
{
    /// <summary>The stream of what the event store writes into the place of an append that failed.</summary>
    public const string FillerStream = "mt_tombstone";

    /// <summary>
    /// No event: the event store fills numbers of an append that was given up, such as one that an outage cut off, with rows that say
    /// nothing. They are written past the chain, and
    /// come and go without meaning.
    /// </summary>
    public bool IsFiller => Stream == FillerStream && Kind == "tombstone" && CanonicalJson.Of(Data) == "{}";

    /// <summary>The one text of this event; members in the order of their names.</summary>
    public string Canonical()
    {
        var text = new StringBuilder("{\"at\":");
        CanonicalJson.AppendString(text, At.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture));
        Member(text, "causation", Causation);
        Member(text, "correlation", Correlation);
        text.Append(",\"data\":").Append(CanonicalJson.Of(Data));
        Member(text, "id", Id.ToString());
        Member(text, "kind", Kind);
        Number(text, "sequence", Sequence);
        Member(text, "stream", Stream);
        Number(text, "version", Version);
        Member(text, "who", Who);
        return text.Append('}').ToString();
    }

    /// <summary>SHA-256 of the canonical text in UTF-8.</summary>
    public byte[] ContentHash() => SHA256.HashData(Encoding.UTF8.GetBytes(Canonical()));

    /// <summary>For messages.</summary>
    public string Words() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"event {Version} of stream '{Stream}' ({Kind}, sequence {Sequence}, {At.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC)"
        );

    private static void Member(StringBuilder text, string name, string? value)
    {
        text.Append(",\"").Append(name).Append("\":");
        if (value is null)
            text.Append("null");
        else
            CanonicalJson.AppendString(text, value);
    }

    /// <summary>Through the form of every number, so that 100 is <c>1e2</c> here too.</summary>
    private static void Number(StringBuilder text, string name, long value) =>
        text.Append(",\"").Append(name).Append("\":").Append(CanonicalJson.Of(value.ToString(CultureInfo.InvariantCulture)));
}
