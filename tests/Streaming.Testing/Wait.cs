using System.Diagnostics;
using System.Runtime.CompilerServices;
using Xunit;

namespace Streaming.Testing;

/// <summary>Waits for conditions instead of sleeping. A wait that fails says for what it waited, how long, and what it saw last.</summary>
public static class Wait
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Until the condition holds. What it throws is taken for "not yet" and shown when time is up.</summary>
    public static Task Until(Func<bool> condition, TimeSpan timeout, [CallerArgumentExpression(nameof(condition))] string what = "") =>
        Until(() => Task.FromResult(condition()), timeout, what);

    /// <inheritdoc cref="Until(Func{bool}, TimeSpan, string)"/>
    public static Task Until(
        Func<Task<bool>> condition,
        TimeSpan timeout,
        [CallerArgumentExpression(nameof(condition))] string what = ""
    ) => For(condition, good => good, timeout, what);

    /// <summary>Until what is observed satisfies; gives what was observed then.</summary>
    public static async Task<T> For<T>(
        Func<Task<T>> observe,
        Func<T, bool> satisfies,
        TimeSpan timeout,
        [CallerArgumentExpression(nameof(satisfies))] string what = ""
    )
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            string last;
            try
            {
                var seen = await observe();
                if (satisfies(seen))
                    return seen;
                last = $"last seen: {seen}";
            }
            catch (Exception failure) when (failure is not Xunit.Sdk.IAssertionException)
            {
                last = $"last failure: {failure.GetType().Name}: {failure.Message}";
            }

            var waited = Stopwatch.GetElapsedTime(started);
            if (waited > timeout)
                Assert.Fail($"Waited {waited.TotalSeconds:0.0} s for: {what}; {last}");
            await Task.Delay(Pause);
        }
    }
}
