namespace Streaming.Contracts.Gates;

/// <summary>A figure and its interval.</summary>
/// <param name="Value">Null where it is undefined, such as the AUC of one class.</param>
/// <param name="Low">2.5 % quantile of the bootstrap; null where there is no interval.</param>
/// <param name="High">97.5 % quantile.</param>
public sealed record Figure(double? Value, double? Low = null, double? High = null);
