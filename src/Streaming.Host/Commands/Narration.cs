using Streaming.Models.Policy;

namespace Streaming.Host.Commands;

/// <summary>Progress told in the reporting thread and in order, unlike <see cref="Progress{T}"/>, which posts to the pool.</summary>
internal sealed class Narration<T>(Action<T> tell) : IProgress<T>
{
    public void Report(T value) => tell(value);
}
