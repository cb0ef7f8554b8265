using Streaming.Contracts.Rules;

namespace Streaming.Models.Reasons;

internal delegate string ReasonText(ReasonFacts facts);

/// <summary>What several features say together, as one reason.</summary>
/// <param name="Code">Stable: consumers may rely on it.</param>
/// <param name="Text">One sentence with the order's own values; must hold whatever the values are, missing included.</param>
/// <param name="Features">Their contributions are added up.</param>
internal sealed record ReasonConcept(string Code, ReasonText Text, params string[] Features);
