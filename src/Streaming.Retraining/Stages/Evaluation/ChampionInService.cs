namespace Streaming.Retraining.Stages.Evaluation;

/// <summary>Who serves now.</summary>
/// <param name="Sha256">Of its artifact; hashed into the stage's inputs.</param>
/// <param name="Fetch">The artifact's bytes.</param>
/// <param name="Best">The best that ever served; null when it is this one. Candidates are compared with both: each may lose a little
/// against the one before it, and nobody may lose it again and again.</param>
public sealed record ChampionInService(string Sha256, Func<ReadOnlyMemory<byte>> Fetch, ChampionInService? Best = null);
