using Confluent.Kafka;

namespace Streaming.Scorer.Logs;

/// <summary>
/// An input topic is not the one that was followed: its offsets mean other records now. Everything that was read of it is given up and read
/// anew, with new clients. Fatal for the
/// clients, so that no batch goes on with them.
/// </summary>
public sealed class TopicMadeAnewException(string what) : KafkaException(new Error(ErrorCode.OffsetOutOfRange, what, isFatal: true));
