using Confluent.Kafka;
using Streaming.Audit.Promotions;

namespace Streaming.Host.Cluster;

/// <summary>
/// Asks the brokers once more, to say why they could not be asked: for failures of clients that gave their reasons to nobody.
/// </summary>
internal static class BrokerDiagnosis
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>Whether the failure, or one inside it, says no more than that a connection was not to be had.</summary>
    public static bool IsSilent(Exception failure)
    {
        if (failure is FailedException or PublicationFailedException)
            return false; // said why itself
        for (var one = failure; one is not null; one = one.InnerException)
        {
            if (one is KafkaException { Error.Code: { } code } && IsSilent(code))
                return true;
        }

        return false;
    }

    private static bool IsSilent(ErrorCode code) =>
        code is ErrorCode.Local_Transport or ErrorCode.Local_AllBrokersDown or ErrorCode.Local_TimedOut or ErrorCode.Local_TimedOutQueue;

    /// <summary>What the client complains about within three seconds; null when it does not, or the brokers answer now.</summary>
    public static async Task<string?> ExplainAsync(ClientConfig client)
    {
        var complaints = new BrokerComplaints();
        using var admin = complaints.Listen(client);
        try
        {
            admin.GetMetadata(Patience);
            return null;
        }
        catch (KafkaException)
        {
            await complaints.ProbeAsync(client);
            return complaints.Latest;
        }
    }
}
