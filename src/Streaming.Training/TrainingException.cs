namespace Streaming.Training;

/// <summary>The data or the settings do not allow a training; the message says what is missing.</summary>
public sealed class TrainingException(string message, Exception? inner = null) : Exception(message, inner);
