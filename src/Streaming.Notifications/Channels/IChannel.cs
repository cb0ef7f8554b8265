using Streaming.Notifications.Outbox;

namespace Streaming.Notifications.Channels;

/// <summary>A way to a recipient.</summary>
internal interface IChannel
{
    /// <returns>What the other side said.</returns>
    /// <exception cref="NotTakenException">It did not take the message, or nobody knows whether it did.</exception>
    Task<string> SendAsync(OutboxMessage message, CancellationToken cancellation);
}

/// <summary>The other side did not take a message; says why, for people.</summary>
/// <param name="isFinal">Trying again changes nothing.</param>
public sealed class NotTakenException(string message, bool isFinal = false) : Exception(message)
{
    public bool IsFinal { get; } = isFinal;
}
