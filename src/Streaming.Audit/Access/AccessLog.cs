using Marten;

namespace Streaming.Audit.Access;

/// <summary>Records who signed in, who was refused, and who was given which rights. Safe to use from any thread.</summary>
public sealed class AccessLog
{
    /// <summary>Sign-ins and refusals, whose names are given by whoever asks: a stream for each would let strangers make streams.</summary>
    internal const string DoorStream = "access/door";

    private readonly IDocumentStore store;
    private readonly Func<CancellationToken, Task> prepare;

    internal AccessLog(IDocumentStore store, Func<CancellationToken, Task> prepare)
    {
        this.store = store;
        this.prepare = prepare;
    }

    /// <summary>What happened at the door: <see cref="SignedIn"/>, <see cref="SignInFailed"/>, <see
    /// cref="AccessRefused"/>, <see cref="ApprovalRefused"/>.</summary>
    /// <param name="happened">Recorded together.</param>
    public async Task RecordAsync(IReadOnlyList<object> happened, CancellationToken cancellation = default)
    {
        if (happened.Count > 0)
            await AppendAsync(DoorStream, happened, "", cancellation).ConfigureAwait(false);
    }

    /// <summary>What was changed about an account: recorded before the answer, so that no right changes unseen.</summary>
    /// <param name="name">Of the account.</param>
    public Task RecordAsync(string name, object happened, string by, CancellationToken cancellation = default) =>
        AppendAsync("account/" + name, [happened], by, cancellation);

    /// <summary>The same about a key or a link.</summary>
    public Task RecordKeyAsync(object happened, string by, CancellationToken cancellation = default) =>
        AppendAsync("access/keys", [happened], by, cancellation);

    private async Task AppendAsync(string stream, IReadOnlyList<object> happened, string by, CancellationToken cancellation)
    {
        await prepare(cancellation).ConfigureAwait(false);
        var session = store.LightweightSession();
        await using (session.ConfigureAwait(false))
        {
            session.LastModifiedBy = by.Trim();
            session.Events.Append(stream, happened);
            await session.RecordAsync(cancellation).ConfigureAwait(false);
        }
    }
}
