namespace Streaming.Retraining.Schedule;

/// <summary>Says to the jobs of a trainer when it stops. Not the token of a job, which also fires when the job is merely given to a second
/// worker.</summary>
public sealed class TrainerLifetime : IDisposable
{
    private readonly CancellationTokenSource source = new();

    public TrainerLifetime() => Stopping = source.Token;

    /// <summary>Cancelled when the trainer stops.</summary>
    public CancellationToken Stopping { get; }

    internal Task StopAsync() => source.CancelAsync();

    public void Dispose() => source.Dispose();
}
