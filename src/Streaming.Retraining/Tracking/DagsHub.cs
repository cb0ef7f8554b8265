using System.Text.RegularExpressions;

namespace Streaming.Retraining.Tracking;

/// <summary>DagsHub keeps an MLflow server per repository, at <c>https://dagshub.com/OWNER/REPOSITORY.mlflow</c>.</summary>
public static partial class DagsHub
{
    public const string Host = "dagshub.com";

    /// <summary>The tracking server of a repository.</summary>
    public static string Address(string owner, string repository) => $"https://{Host}/{owner}/{repository}.mlflow";

    public static bool IsHost(Uri address) => address.Host.Equals(Host, StringComparison.OrdinalIgnoreCase);

    /// <summary>Owner and repository of a tracking address; null when the address, though on DagsHub, is none.</summary>
    public static (string Owner, string Repository)? Parse(Uri address) =>
        IsHost(address) && Shape().Match(address.AbsolutePath) is { Success: true } match
            ? (match.Groups["owner"].Value, match.Groups["repository"].Value)
            : null;

    [GeneratedRegex(@"\A/(?<owner>[\w.-]+)/(?<repository>[\w.-]+)\.mlflow/?\z")]
    private static partial Regex Shape();
}
