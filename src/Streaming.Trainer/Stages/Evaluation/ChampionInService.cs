namespace Streaming.Trainer.Stages.Evaluation;

/// <summary>Who serves now.</summary>
/// <param name="Sha256">Of its artifact; hashed into the stage's inputs.</param>
/// <param name="Fetch">The artifact's bytes.</param>
public sealed record ChampionInService(string Sha256, Func<ReadOnlyMemory<byte>> Fetch);
