using System.Text.Json.Serialization;

namespace Streaming.Contracts.Rules;

/// <summary>How often one rule was broken in one data set.</summary>
/// <param name="Code">Stable code of the rule, such as <c>null_share</c>.</param>
/// <param name="Column">The column; empty where the rule is about the whole row or table.</param>
/// <param name="Severity"><c>reject</c>, <c>flag</c> or <c>info</c>.</param>
/// <param name="Count">Rows that broke it.</param>
/// <param name="Limit">The share of rows that may, 0 to 1.</param>
/// <param name="Exceeded">The share is above the limit: the rule's gate acts.</param>
/// <param name="Example">The first value that broke it, with its line; no personal data.</param>
public sealed record CheckCount(string Code, string Column, string Severity, long Count, double Limit, bool Exceeded, string Example)
{
    /// <summary>Rows broke a rule, or the data set did; else it is an observation: something counted that nobody forbids.</summary>
    [JsonIgnore]
    public bool IsBreach => Exceeded || (Count > 0 && Severity != "info");
}
