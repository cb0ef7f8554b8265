using Confluent.Kafka;

namespace Streaming.Kafka.Clients;

/// <summary>
/// Why a Kafka cluster did not do what was asked, in our own words, for what anybody can read. The client's words name addresses and
/// internals: they belong into the log.
/// </summary>
public static class KafkaReason
{
    /// <summary>A sentence without its full stop; null when nothing of the failure is the Kafka client's.</summary>
    /// <param name="failure">The failure, looked at from outside to inside.</param>
    public static string? Of(Exception? failure)
    {
        for (var cause = failure; cause is not null; cause = cause.InnerException)
        {
            if (cause is KafkaException { Error: { } error })
                return Of(error.Code);
        }

        return null;
    }

    /// <summary>The same of a code alone.</summary>
    public static string Of(ErrorCode code) =>
        code switch
        {
            ErrorCode.Local_Transport or ErrorCode.Local_AllBrokersDown or ErrorCode.Local_Resolve or ErrorCode.BrokerNotAvailable =>
                "no broker can be reached",
            ErrorCode.Local_TimedOut or ErrorCode.Local_TimedOutQueue or ErrorCode.Local_MsgTimedOut or ErrorCode.RequestTimedOut =>
                "the brokers did not answer in time",
            ErrorCode.Local_Authentication
            or ErrorCode.SaslAuthenticationFailed
            or ErrorCode.UnsupportedSaslMechanism
            or ErrorCode.Local_Ssl => "the brokers refuse the login or the certificate",
            ErrorCode.UnknownTopicOrPart or ErrorCode.Local_UnknownTopic or ErrorCode.Local_UnknownPartition =>
                "a topic or partition is missing (`streaming topics create` makes the topics)",
            ErrorCode.TopicAuthorizationFailed
            or ErrorCode.GroupAuthorizationFailed
            or ErrorCode.ClusterAuthorizationFailed
            or ErrorCode.TransactionalIdAuthorizationFailed => "the cluster's access control lists do not let this user do that",
            ErrorCode.LeaderNotAvailable
            or ErrorCode.NotLeaderForPartition
            or ErrorCode.NotEnoughReplicas
            or ErrorCode.NotEnoughReplicasAfterAppend => "the cluster has no leader, or too few replicas, for a partition at present",
            ErrorCode.GroupCoordinatorNotAvailable or ErrorCode.GroupLoadInProgress or ErrorCode.NotCoordinatorForGroup =>
                "the group's coordinator is not there at present",
            ErrorCode.Local_Fenced or ErrorCode.ProducerFenced or ErrorCode.InvalidProducerEpoch or ErrorCode.FencedInstanceId =>
                "another process of the same name has taken over",
            ErrorCode.MsgSizeTooLarge => "a record is larger than the cluster takes",
            ErrorCode.OffsetOutOfRange => "the cluster no longer holds what comes next",
            _ => $"the cluster or its client failed with code {(int)code}",
        };
}
