namespace Streaming.Kafka.Codecs;

/// <summary>What <see cref="PayloadCheck"/> allows a payload beyond being sound Avro.</summary>
/// <param name="MostRows">Rows of one list; more break the contract of the event.</param>
/// <param name="MostFurtherBlocks">Blocks of all lists, beyond the first block of each.</param>
/// <param name="IsOurs">The schema is one of ours: a count of rows is held against the fewest bytes that so many rows take, as the codecs
/// by hand do it.</param>
internal readonly record struct PayloadLimits(int MostRows, int MostFurtherBlocks, bool IsOurs)
{
    /// <summary>
    /// A list may come in any number of blocks, and Apache.Avro's generic reader copies what it has at each: so many make 100 MB of copies
    /// at most. Encoders that break lists at all do so every 64 KB.
    /// </summary>
    public static readonly PayloadLimits OfOtherSchemas = new(MostRows: int.MaxValue, MostFurtherBlocks: 2_000, IsOurs: false);

    /// <summary>For the generated classes, whose lists grow by doubling.</summary>
    public static PayloadLimits OfOurs(int mostRows) => new(mostRows, MostFurtherBlocks: int.MaxValue, IsOurs: true);
}
