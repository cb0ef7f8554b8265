namespace Streaming.Retraining.Runs;

/// <summary>Has stages done by some worker, now or when one is free. Doing one twice does no harm.</summary>
public interface IStageQueue
{
    void Enqueue(string run, string stage);
}
