namespace Streaming.Contracts;

/// <summary>A record that cannot be used and never will be: it belongs on the dead-letter topic. Never thrown for trouble that may
/// pass.</summary>
/// <param name="reasonCode">Stable code, one of <see cref="ReasonCodes"/>.</param>
/// <param name="message">Names the value, the rule and the place.</param>
public sealed class ContractException(string reasonCode, string message, Exception? inner = null) : Exception(message, inner)
{
    public string ReasonCode { get; } = reasonCode;
}

/// <summary>Why a record was dead-lettered: the values of header <c>x-reason-code</c> and of the metric label.</summary>
public static class ReasonCodes
{
    /// <summary>No value, or fewer bytes than the frame of the wire format.</summary>
    public const string Empty = "empty";

    /// <summary>The first byte is not 0x00.</summary>
    public const string WrongMagicByte = "wrong_magic_byte";

    /// <summary>The registry does not know the schema id.</summary>
    public const string UnknownSchemaId = "unknown_schema_id";

    /// <summary>The writer's schema cannot be resolved to ours: a required field is missing or a type differs.</summary>
    public const string SchemaMismatch = "schema_mismatch";

    /// <summary>The bytes are not a record of their schema.</summary>
    public const string Undecodable = "undecodable";

    /// <summary>A decoded value is outside what the contract allows.</summary>
    public const string ContractViolation = "contract_violation";

    /// <summary>Nothing is wrong with the record: an earlier one of the same key waits on the dead-letter topic, and this one must not
    /// overtake it.</summary>
    public const string ParkedBehind = "parked_behind";

    /// <summary>
    /// An unexpected exception while the record was processed, and again when it was processed alone. What happened is in the dead letter's
    /// exception headers.
    /// </summary>
    public const string ProcessingFailed = "processing_failed";

    /// <summary>
    /// The record itself was scored, but the cluster refuses what would be published about it: too large for the topic, as a rule.
    /// </summary>
    public const string OutputRefused = "output_refused";
}
