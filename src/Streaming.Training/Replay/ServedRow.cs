namespace Streaming.Training.Replay;

/// <summary>The vector with which the live scorer scored a delivery.</summary>
/// <param name="Values">In the order of the feature schema; NaN where missing. Codes of categories are another model's and are not
/// read.</param>
/// <param name="IsOpen">No review of the order was in.</param>
public sealed record ServedRow(float[] Values, bool IsOpen);
