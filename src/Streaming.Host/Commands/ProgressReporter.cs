namespace Streaming.Host.Commands;

/// <summary>Reports progress in the reporting thread and in order, unlike <see cref="Progress{T}"/>, which posts to the pool.</summary>
internal sealed class ProgressReporter<T>(Action<T> report) : IProgress<T>
{
    public void Report(T value) => report(value);
}
