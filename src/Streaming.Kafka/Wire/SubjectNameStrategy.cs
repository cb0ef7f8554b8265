using Confluent.Kafka;
using Streaming.Contracts;

namespace Streaming.Kafka.Wire;

/// <summary>How the registry's subject is made from topic and record.</summary>
public enum SubjectNameStrategy
{
    /// <summary><c>topic-value</c> or <c>topic-key</c>: one record type per topic.</summary>
    Topic,

    /// <summary>The record's full name: one subject for all topics.</summary>
    Record,

    /// <summary><c>topic-fullname</c>.</summary>
    TopicRecord,
}

internal static class SubjectNames
{
    public static string Subject(this SubjectNameStrategy strategy, SerializationContext context, string recordName) =>
        strategy switch
        {
            SubjectNameStrategy.Topic => context.Topic + (context.Component == MessageComponentType.Key ? "-key" : "-value"),
            SubjectNameStrategy.Record => recordName,
            SubjectNameStrategy.TopicRecord => $"{context.Topic}-{recordName}",
            _ => throw new ArgumentOutOfRangeException(nameof(strategy), strategy, "no subject name strategy"),
        };
}
