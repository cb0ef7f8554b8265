using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Streaming.Audit;
using Streaming.Audit.Access;

namespace Streaming.Accounts.SigningIn;

/// <summary>
/// Writes refusals into the audit trail without holding up whoever is refused. The same again within some seconds is one event with a
/// count, so that a flood of requests is no flood of events; what is beyond the bound is counted together. Safe to use from any thread.
/// </summary>
public sealed class DoorLog(AuditStore audit, TimeProvider clock, ILogger<DoorLog> log) : BackgroundService
{
    /// <summary>Different refusals that wait to be written; further ones are one event.</summary>
    public const int Most = 500;

    private const int LongestText = 200;
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<object, long> waiting = [];

    /// <summary>Somebody could not sign in.</summary>
    public void Failed(string name, string address, string why) => Count(new SignInFailed(Short(name), address, why, 0));

    /// <summary>Somebody asked for what the roles do not allow.</summary>
    public void Refused(string name, string permission, string path, string address) =>
        Count(new AccessRefused(Short(name), permission, Short(path), address, 0));

    /// <summary>Writes what waits; what could not be written waits on.</summary>
    public async Task WriteAsync(CancellationToken cancellation)
    {
        var taken = waiting.Keys.Select(one => (One: one, Times: waiting.TryRemove(one, out var times) ? times : 0)).ToList();
        taken.RemoveAll(one => one.Times == 0);
        try
        {
            await audit.Access.RecordAsync([.. taken.Select(one => Counted(one.One, one.Times))], cancellation).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            foreach (var (one, times) in taken)
                waiting.AddOrUpdate(one, times, (_, more) => more + times);
            throw;
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(Every, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await TryWriteAsync().ConfigureAwait(false);
        }
    }

    private async Task TryWriteAsync()
    {
        try
        {
            await WriteAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            log.LogWarning("Refusals are not in the audit trail yet: {Reason}", failure.Message);
        }
    }

    private void Count(object refused)
    {
        if (waiting.Count >= Most && !waiting.ContainsKey(refused))
            refused =
                refused is SignInFailed
                    ? new SignInFailed("further names", "several addresses", "too many in a few seconds to be told apart", 0)
                    : new AccessRefused("further names", "several", "several paths", "several addresses", 0);
        waiting.AddOrUpdate(refused, 1, (_, times) => times + 1);
    }

    private static object Counted(object refused, long times) =>
        refused switch
        {
            SignInFailed one => one with { Times = times },
            AccessRefused one => one with { Times = times },
            _ => throw new InvalidOperationException($"{refused.GetType().Name} is no refusal"),
        };

    private static string Short(string text)
    {
        var shown = Contracts.Rules.PlainText.Visible(text);
        return shown.Length <= LongestText ? shown : shown[..LongestText] + "…";
    }
}
