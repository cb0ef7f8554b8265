using Streaming.Retraining.Stages;

namespace Streaming.Host.Tests.Retraining;

/// <summary>The only stage of a run that no trainer works on.</summary>
internal sealed class IdleStage(string name) : IStage
{
    public string Name => name;

    public string CodeVersion => "1";

    public IReadOnlyList<string> Inputs => [];

    public bool RunsInChild => false;

    public IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string>();

    public void Run(StageContext context, CancellationToken cancellation) => throw new NotSupportedException("nobody works on this run");
}
