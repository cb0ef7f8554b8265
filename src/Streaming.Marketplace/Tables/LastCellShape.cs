namespace Streaming.Marketplace.Tables;

/// <summary>
/// Tells a table whose last line break was left out from one that was cut inside its last cell: where all rows before end in cells
/// of one length, or of one number of decimals, the
/// last one must too.
/// </summary>
internal sealed class LastCellShape
{
    private const int Unknown = -2,
        Varying = -1;

    private int length = Unknown,
        decimals = Unknown;
    private int lengthBefore = Unknown,
        decimalsBefore = Unknown;
    private int lastLength,
        lastDecimals;

    /// <summary>The last cell of the next row, in bytes.</summary>
    public void Add(ReadOnlySpan<byte> cell)
    {
        (lengthBefore, decimalsBefore) = (length, decimals);
        var point = cell.LastIndexOf((byte)'.');
        (lastLength, lastDecimals) = (cell.Length, point < 0 ? 0 : cell.Length - point - 1);
        length = Together(length, lastLength);
        decimals = Together(decimals, lastDecimals);
    }

    /// <summary>Whether the row added last ends otherwise than all before it.</summary>
    public bool IsOdd =>
        (lengthBefore >= 0 && lastLength != lengthBefore && decimalsBefore <= 0) || (decimalsBefore > 0 && lastDecimals != decimalsBefore);

    private static int Together(int known, int next) => known == Unknown || known == next ? next : Varying;
}
