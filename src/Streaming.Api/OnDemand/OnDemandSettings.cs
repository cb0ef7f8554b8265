using Streaming.Scorer;

namespace Streaming.Api.OnDemand;

/// <summary>What a service that answers questions needs to know.</summary>
/// <param name="Scorer">Topics, clients, histories. The instance's name must differ from every scorer's.</param>
/// <param name="MostWaiting">Questions that may wait or be answered at once, 1 or more.</param>
public sealed record OnDemandSettings(ScorerSettings Scorer, int MostWaiting);
