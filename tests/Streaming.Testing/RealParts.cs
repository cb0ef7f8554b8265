using Xunit;

namespace Streaming.Testing;

/// <summary>
/// Parts that this project did not write and does not carry. The environment says where they are; tests that need an absent one are
/// skipped.
/// </summary>
public static class RealParts
{
    public const string KafkaVariable = "KAFKA_HOME";
    public const string RegistryVariable = "STREAMING_TEST_REGISTRY";
    public const string OlistVariable = "STREAMING_TEST_OLIST";
    public const string MlflowVariable = "STREAMING_TEST_MLFLOW";

    /// <summary>An Apache Kafka distribution; null when absent.</summary>
    public static string? KafkaHome => Folder(KafkaVariable);

    /// <summary>A folder whose <c>run.sh PORT</c> starts a schema registry; null when absent.</summary>
    public static string? Registry => Folder(RegistryVariable);

    /// <summary>A folder with the Olist tables; null when absent.</summary>
    public static string? Olist => Folder(OlistVariable);

    /// <summary>A folder whose <c>run.sh FOLDER PORT</c> starts an MLflow server; null when absent.</summary>
    public static string? Mlflow => Folder(MlflowVariable);

    public static string RequireKafkaHome() => Require(KafkaHome, KafkaVariable, "an Apache Kafka distribution");

    public static string RequireRegistry() => Require(Registry, RegistryVariable, "a schema registry with run.sh");

    public static string RequireOlist() => Require(Olist, OlistVariable, "the Olist tables");

    public static string RequireMlflow() => Require(Mlflow, MlflowVariable, "an MLflow server with run.sh");

    private static string? Folder(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } folder && Directory.Exists(folder) ? folder : null;

    private static string Require(string? folder, string variable, string what)
    {
        Assert.SkipWhen(folder is null, $"{variable} does not name a folder with {what}");
        return folder!;
    }
}
