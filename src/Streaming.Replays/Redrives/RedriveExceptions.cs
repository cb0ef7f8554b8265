namespace Streaming.Replays.Redrives;

/// <summary>What was asked for cannot be redriven or shown; asking again changes nothing. The message names it.</summary>
public sealed class RedriveRefusedException(string message) : Exception(message);

/// <summary>A redrive ended before its end: no model in service, or another redrive took over. What was released before stays released, the
/// rest stays parked.</summary>
public sealed class RedriveFailedException(string message, Exception? inner = null) : Exception(message, inner);
