namespace Streaming.Marketplace.Tests;

/// <summary>Reports in the caller's thread, where Progress would post them elsewhere.</summary>
internal sealed class Immediately<T>(Action<T> report) : IProgress<T>
{
    public void Report(T value) => report(value);
}
