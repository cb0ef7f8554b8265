using Streaming.Contracts.Rules;

namespace Streaming.Retraining.Tracking;

/// <summary>The tracking server could not take what it was given; a later attempt may succeed. No secret is in the message.</summary>
public abstract class TrackingException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>No usable answer: unreachable, too slow, overloaded or failing after all attempts.</summary>
public sealed class TrackingUnavailableException(string message, Exception? inner = null) : TrackingException(message, inner);

/// <summary>The server answered and refuses: credentials, address, or a value that breaks its rules. Passes when the setting or the server
/// is changed.</summary>
public sealed class TrackingRefusedException(string message, string code = "", Exception? inner = null) : TrackingException(message, inner)
{
    /// <summary>MLflow's own code, such as <c>RESOURCE_DOES_NOT_EXIST</c>; empty for answers that are not MLflow's.</summary>
    public string Code { get; } = code;
}

/// <summary>The server does not take artifacts over HTTP; everything else of it works.</summary>
public sealed class ArtifactsNotServedException(string message) : TrackingException(message);
