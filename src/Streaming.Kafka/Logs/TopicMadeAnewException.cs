using Confluent.Kafka;

namespace Streaming.Kafka.Logs;

/// <summary>
/// A topic is not the one that was followed: its offsets mean other records now. Everything that was read of it is given up and read anew,
/// with new clients. Fatal for the clients, so that nobody goes on with them.
/// </summary>
/// <param name="what">Which topic, and how it is seen.</param>
public sealed class TopicMadeAnewException(string what) : KafkaException(new Error(ErrorCode.OffsetOutOfRange, what, isFatal: true));
