namespace Streaming.Retraining.Stages.Ingestion;

/// <summary>A source that is made when something is asked of it: stages are made in processes that read no source.</summary>
internal sealed class LazySource(string name, Func<IIngestionSource> make) : IIngestionSource
{
    private readonly Lazy<IIngestionSource> made = new(make);

    public string Name => name;

    public IReadOnlyDictionary<string, string> Fingerprint => made.Value.Fingerprint;

    public IngestedHistory Read(IProgress<StageProgress> progress, CancellationToken cancellation) =>
        made.Value.Read(progress, cancellation);
}
