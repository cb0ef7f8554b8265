using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Streaming.Cases.Store;
using Streaming.Console.Storage;

namespace Streaming.Console.Live;

/// <summary>
/// Hears from the database that cases have changed, over one connection for all open pages, and tells each page that listens. What changed
/// the page asks itself. Safe to use from any thread.
/// </summary>
public sealed class CaseFeed(ConsoleDatabase database, TimeProvider clock, ILogger<CaseFeed> log) : BackgroundService
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(15);

    private readonly ConcurrentDictionary<object, (string Name, Channel<bool> Changes)> pages = [];

    /// <summary>Pages that listen now.</summary>
    public int Count => pages.Count;

    /// <summary>Pages of one person that listen now.</summary>
    public int CountOf(string name) => pages.Values.Count(page => page.Name == name);

    /// <summary>Waits for changes; several that come before the page has asked are one.</summary>
    /// <param name="name">Whose page it is.</param>
    /// <param name="silence">So long without a change, and false comes instead: that the connection lives.</param>
    /// <param name="stop">The page has gone.</param>
    public async IAsyncEnumerable<bool> ListenAsync(
        string name,
        TimeSpan silence,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken stop
    )
    {
        var key = new object();
        var changes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        pages[key] = (name, changes);
        try
        {
            while (!stop.IsCancellationRequested)
            {
                yield return await ChangedAsync(changes.Reader, silence, stop);
            }
        }
        finally
        {
            pages.TryRemove(key, out _);
        }
    }

    /// <summary>Tells every page.</summary>
    internal void Publish()
    {
        foreach (var (_, changes) in pages.Values)
            changes.Writer.TryWrite(true);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var pause = FirstPause;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await using var connection = await database.ConnectAsync(stoppingToken);
                connection.Notification += (_, _) => Publish();
                await connection.ExecuteAsync($"listen {CaseStore.DefaultSchema}", stoppingToken);
                Publish(); // whatever happened while nobody listened
                pause = FirstPause;
                while (true)
                    await connection.WaitAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception away) when (away is NpgsqlException or IOException or InvalidOperationException or TimeoutException)
            {
                if (pause == FirstPause)
                    log.LogWarning("Open pages hear of new cases only when they ask: {Reason}", away.Message);
                await Task.Delay(pause, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            }
        }
    }

    private async Task<bool> ChangedAsync(ChannelReader<bool> changes, TimeSpan silence, CancellationToken stop)
    {
        using var quiet = CancellationTokenSource.CreateLinkedTokenSource(stop);
        using var timer = clock.CreateTimer(_ => quiet.Cancel(), null, silence, Timeout.InfiniteTimeSpan);
        try
        {
            return await changes.ReadAsync(quiet.Token);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return false;
        }
    }
}
