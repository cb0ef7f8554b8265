using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Streaming.Contracts;

namespace Streaming.Kafka.Codecs;

/// <summary>Throws for bytes that are not a record. Apart from the readers, so that their hot methods stay small.</summary>
internal static class AvroFault
{
    [DoesNotReturn]
    public static void Throw(string schema, string field, int position, string what) =>
        throw new ContractException(ReasonCodes.Undecodable, $"{schema}.{field} at byte {position}: {what}.");

    [DoesNotReturn]
    public static void CutShort(string schema, string field, int position, int length) =>
        Throw(schema, field, position, $"the payload ends after {length} bytes, in the middle of the field");

    /// <summary>More rows than the contract allows; the record may be sound Avro, but nobody could score it.</summary>
    [DoesNotReturn]
    public static void TooMany(string schema, string field, int position, long count, int most) =>
        throw new ContractException(
            ReasonCodes.ContractViolation,
            string.Create(
                CultureInfo.InvariantCulture,
                $"{schema}.{field} at byte {position}: {count:N0} rows or more; allowed: at most {most:N0} rows."
            )
        );
}
