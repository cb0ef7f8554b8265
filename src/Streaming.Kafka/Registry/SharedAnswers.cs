using System.Collections.Concurrent;

namespace Streaming.Kafka.Registry;

/// <summary>
/// Answers that never change, by key. Whoever asks while the same question is under way shares its answer; a failure and
/// an answer that is not to be kept are forgotten, so that the next one asks again.
/// </summary>
/// <param name="ask">Asks; gets no token, because others may wait for the same answer.</param>
/// <param name="keep">Whether the answer can never change.</param>
internal sealed class SharedAnswers<TKey, TAnswer>(Func<TKey, Task<TAnswer>> ask, Func<TAnswer, bool> keep)
    where TKey : notnull
{
    private readonly ConcurrentDictionary<TKey, Lazy<Task<TAnswer>>> answers = new();

    /// <param name="key">The question.</param>
    /// <param name="cancellation">Stops this caller's waiting, not the question.</param>
    public Task<TAnswer> GetAsync(TKey key, CancellationToken cancellation) =>
        answers.GetOrAdd(key, k => new Lazy<Task<TAnswer>>(() => AskAsync(k))).Value.WaitAsync(cancellation);

    /// <summary>The next one asks again.</summary>
    public void Forget(TKey key)
    {
        if (answers.TryGetValue(key, out var kept) && kept is { IsValueCreated: true, Value.IsCompleted: true })
            answers.TryRemove(KeyValuePair.Create(key, kept));
    }

    private async Task<TAnswer> AskAsync(TKey key)
    {
        var kept = false;
        try
        {
            var answer = await ask(key).ConfigureAwait(false);
            kept = keep(answer);
            return answer;
        }
        finally
        {
            if (!kept)
                answers.TryRemove(key, out _);
        }
    }
}
