using Streaming.Embedded.Processes;

namespace Streaming.Embedded.Kafka;

/// <summary>The scripts of an Apache Kafka distribution that are used here.</summary>
internal sealed record KafkaDistribution(string Home)
{
    public string ServerStart => Path.Combine(Home, "bin", "kafka-server-start.sh");

    public string Storage => Path.Combine(Home, "bin", "kafka-storage.sh");

    /// <exception cref="EmbeddedPartException">It is no distribution, or there is no Java to run it with.</exception>
    public static KafkaDistribution Open(string home)
    {
        var distribution = new KafkaDistribution(Path.GetFullPath(home));
        foreach (var script in (string[])[distribution.ServerStart, distribution.Storage])
        {
            if (!File.Exists(script))
                throw new EmbeddedPartException(
                    $"'{home}' (given as {KafkaBrokers.HomeVariable}) is no Apache Kafka distribution: '{script}' is missing."
                );
        }

        RequireJava(Environment.GetEnvironmentVariable("JAVA_HOME"));
        return distribution;
    }

    internal static void RequireJava(string? javaHome)
    {
        const string Remedy =
            "Kafka 4 needs Java 17 or later. On Debian: apt-get install openjdk-17-jre-headless. "
            + $"Without {KafkaBrokers.HomeVariable} the mock cluster is used, which needs none.";
        if (!string.IsNullOrEmpty(javaHome))
        {
            if (!File.Exists(Path.Combine(javaHome, "bin", "java")))
                throw new EmbeddedPartException($"JAVA_HOME is '{javaHome}', which has no bin/java. {Remedy}");
        }
        else if (Command.Find("java") is null)
        {
            throw new EmbeddedPartException($"No java on PATH, and JAVA_HOME is not set. {Remedy}");
        }
    }
}
