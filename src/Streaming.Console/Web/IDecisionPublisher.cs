namespace Streaming.Console.Web;

/// <summary>Publishes decisions about models to the scorers. Safe to use from any thread.</summary>
public interface IDecisionPublisher
{
    /// <summary>Publishes every recorded decision that the scorers have not received.</summary>
    Task PublishAsync(CancellationToken cancellation);
}
