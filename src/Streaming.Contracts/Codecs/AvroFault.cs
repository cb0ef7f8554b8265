using System.Diagnostics.CodeAnalysis;

namespace Streaming.Contracts.Codecs;

/// <summary>Throws for bytes that are not a record. Apart from the readers, so that their hot methods stay small.</summary>
internal static class AvroFault
{
    [DoesNotReturn]
    public static void Throw(string schema, string field, int position, string what) =>
        throw new ContractException(ReasonCodes.Undecodable, $"{schema}.{field} at byte {position}: {what}.");

    [DoesNotReturn]
    public static void CutShort(string schema, string field, int position, int length) =>
        Throw(schema, field, position, $"the payload ends after {length} bytes, in the middle of the field");
}
