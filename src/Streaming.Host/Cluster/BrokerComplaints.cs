using Confluent.Kafka;
using Streaming.Console.Web;
using Streaming.Kafka.Clients;
using Streaming.Models.Policy;
using Streaming.Training.Gates;

namespace Streaming.Host.Cluster;

/// <summary>
/// What a Kafka client says about its connections, and which setting it is about. The client gives its reasons to a callback only; the
/// exception at the end says no more than that no broker answered, which is untrue where one has refused. Thread-safe.
/// </summary>
/// <param name="report">Called for each complaint that names a setting and is not the one before; on the client's thread.</param>
public sealed class BrokerComplaints(Action<string>? report = null)
{
    private readonly Lock gate = new();
    private string? latest;
    private bool namesSetting;
    private string? lastReported;

    /// <summary>The complaint since the last answer that says most: one that names a setting, else the latest; null when there was
    /// none.</summary>
    public string? Latest
    {
        get
        {
            lock (gate)
                return latest;
        }
    }

    /// <summary>The error handler of the client.</summary>
    public void Note(Error error)
    {
        if (error.Code is ErrorCode.Local_AllBrokersDown or ErrorCode.Local_TimedOut)
            return; // counts connections, says no reason
        var (words, names) = Explain(error.Code, error.Reason);
        lock (gate)
        {
            if (namesSetting && !names)
                return; // a refused connection of another address says less than a refused password
            (latest, namesSetting) = (words, names);
            if (!names || WithoutDuration(words) == lastReported)
                return;
            lastReported = WithoutDuration(words);
        }

        report?.Invoke(words);
    }

    /// <summary>A client that reports everything here and prints nothing. Not for transferring data: its log costs.</summary>
    /// <param name="client">Servers and security.</param>
    public IAdminClient Listen(ClientConfig client)
    {
        var config = client.ForConsumer();
        config.Set("log_level", "6"); // connections that the broker closes are in the log only
        return new AdminClientBuilder(config)
            .SetLogHandler((_, message) => Note(message))
            .SetErrorHandler((_, error) => Note(error))
            .Build();
    }

    /// <summary>Looks at the listener where the client has said nothing that names a setting.</summary>
    public async Task ProbeAsync(ClientConfig client)
    {
        lock (gate)
        {
            if (namesSetting)
                return;
        }

        if (await ListenerProbe.ExplainAsync(client) is not { } why)
            return;
        lock (gate)
            (latest, namesSetting, lastReported) = (why, true, why);
        report?.Invoke(why);
    }

    private void Note(LogMessage message)
    {
        if (message.Facility is not ("FAIL" or "ERROR"))
            return;
        var text = message.Message[(message.Message.IndexOf("]: ", StringComparison.Ordinal) is var end and >= 0 ? end + 3 : 0)..];
        if (Explain(ErrorCode.Local_Transport, text).NamesSetting)
            Note(new Error(ErrorCode.Local_Transport, text));
    }

    /// <summary>A broker has answered: what was complained about before is over.</summary>
    public void Clear()
    {
        lock (gate)
            (latest, namesSetting, lastReported) = (null, false, null);
    }

    /// <summary>The same complaint comes with another duration each time.</summary>
    private static string WithoutDuration(string words) =>
        words.IndexOf(" (after ", StringComparison.Ordinal) is var at and > 0 ? words[..at] : words;

    /// <summary>The client's words, and the setting to look at.</summary>
    internal static (string Words, bool NamesSetting) Explain(ErrorCode code, string reason)
    {
        var hint = Hint(code, reason);
        return (hint is null ? reason : $"{reason}: see {hint}", hint is not null);
    }

    private static string? Hint(ErrorCode code, string reason)
    {
        bool Says(string part) => reason.Contains(part, StringComparison.OrdinalIgnoreCase);
        if (Says("mechanism") && (Says("unsupported") || Says("not supported") || Says("not enabled")))
            return "Kafka:SaslMechanism; the broker has this mechanism not enabled";
        if (Says("insufficient_scope"))
            return "Kafka:SaslOauthbearerScope; the broker asks for a token of another scope";
        if (Says("OAUTHBEARER") && Says("authentication failed") || Says("invalid_token"))
            return "Kafka:SaslOauthbearerTokenEndpointUrl; the broker does not take the tokens that it gives";
        if (Says("OAUTHBEARER") || Says("OIDC"))
            return "Kafka:SaslOauthbearerTokenEndpointUrl, :SaslOauthbearerClientId and :SaslOauthbearerClientSecret; no token could be "
                + "had there";
        if (
            Says("certificate required")
            || Says("handshake failure")
            || Says("bad certificate")
            || Says("unknown ca")
            || Says("certificate unknown")
        )
            return "Kafka:SslCertificateLocation and :SslKeyLocation; the broker asks for a client certificate of an authority that it "
                + "believes";
        if (Says("hostname") && (Says("mismatch") || Says("verif")) || Says("IP address mismatch"))
            return "Kafka:BootstrapServers; the broker's certificate is not for this host name";
        if (Says("PLAINTEXT broker listener") || Says("wrong version number") || Says("packet length too long"))
            return "Kafka:SecurityProtocol; this listener seems to speak without TLS";
        if (Says("SSL listener") || Says("incorrect security.protocol"))
            return "Kafka:SecurityProtocol; this listener seems to speak TLS, or asks for a login";
        if (Says("certificate verify failed") || Says("could not be verified"))
        {
            return "Kafka:SslCaLocation; the broker's certificate is not of an authority believed here, or not for this host name "
                + "(Kafka:BootstrapServers)";
        }

        if (Says("might require SASL authentication"))
            return "Kafka:SecurityProtocol; this listener asks for a login";
        return code switch
        {
            ErrorCode.Local_Authentication or ErrorCode.SaslAuthenticationFailed => "Kafka:SaslMechanism, :SaslUsername and :SaslPassword",
            ErrorCode.UnsupportedSaslMechanism => "Kafka:SaslMechanism",
            ErrorCode.Local_Ssl => "Kafka:SecurityProtocol, :SslCaLocation and :SslCertificateLocation",
            ErrorCode.Local_Resolve => "Kafka:BootstrapServers; the name has no address",
            ErrorCode.TopicAuthorizationFailed
            or ErrorCode.GroupAuthorizationFailed
            or ErrorCode.ClusterAuthorizationFailed
            or ErrorCode.TransactionalIdAuthorizationFailed => "the cluster's access control lists; this user has no right to it",
            _ => null,
        };
    }
}
