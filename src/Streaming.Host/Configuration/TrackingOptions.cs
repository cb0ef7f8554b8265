using System.ComponentModel.DataAnnotations;
using Streaming.Contracts.Settings;
using Streaming.Retraining.Tracking;

namespace Streaming.Host.Configuration;

/// <summary>The MLflow server that gets every training run as well; none by default. MLflow's own environment variables set these too, see
/// <see cref="VariableAttribute"/>.</summary>
public sealed record TrackingOptions : IRelatedSettings
{
    private const string Name = @"[\w.-]+";
    private const string NameInWords = "letters, digits, dots, underscores and hyphens";

    /// <summary>Base address; http or https, a path is allowed, on DagsHub <c>https://dagshub.com/OWNER/REPOSITORY.mlflow</c>. Default
    /// none: nothing is sent.</summary>
    [
        Hidden,
        Variable("MLFLOW_TRACKING_URI"),
        Form(@"|https?://[^\s/?#@]+(/[^\s?#]*)?", "an http or https address without user, query or fragment")
    ]
    public string? Uri { get; init; }

    /// <summary>User of basic authentication; needs a password. Default none.</summary>
    [Variable("MLFLOW_TRACKING_USERNAME")]
    public string? Username { get; init; }

    /// <summary>Password of basic authentication; needs a user name. Default none.</summary>
    [Secret, Variable("MLFLOW_TRACKING_PASSWORD")]
    public string? Password { get; init; }

    /// <summary>Bearer token, for servers that take one instead of a password. Default none.</summary>
    [Secret, Variable("MLFLOW_TRACKING_TOKEN")]
    public string? Token { get; init; }

    /// <summary>Sends password or token over plain http to another machine too. Default false: such an address is refused.</summary>
    public bool CredentialsInClear { get; init; }

    /// <summary>Access token of DagsHub; sent to no other server. Default none.</summary>
    [Secret, Variable("DAGSHUB_TOKEN")]
    public string? DagsHubToken { get; init; }

    /// <summary>Owner of the DagsHub repository; with <see cref="DagsHubRepository"/> it stands for the address. Default none.</summary>
    [Variable("DAGSHUB_REPO_OWNER"), Form("|" + Name, NameInWords)]
    public string? DagsHubOwner { get; init; }

    /// <summary>Name of the DagsHub repository, without <c>.mlflow</c>. Default none.</summary>
    [Variable("DAGSHUB_REPO_NAME"), Form("|" + Name, NameInWords)]
    public string? DagsHubRepository { get; init; }

    /// <summary>The MLflow experiment that takes the runs, up to 250 characters. Default <c>streaming</c>.</summary>
    [Required, Form(@".{1,250}", "1 to 250 characters"), Variable("MLFLOW_EXPERIMENT_NAME")]
    public string Experiment { get; init; } = "streaming";

    /// <summary>Stages whose artifacts are never sent, separated by commas. Default the event log, which holds customer ids.</summary>
    public string KeptBack { get; init; } = "01-ingestion";

    /// <summary>Largest artifact that is sent, 1 to 10000 MiB. Default 512.</summary>
    [Between(1, 10_000)]
    public int LargestArtifactMiB { get; init; } = 512;

    /// <summary>Characters of a parameter's value, 100 to 6000; longer ones are cut. Default 6000; servers before MLflow 2.8 take
    /// 500.</summary>
    [Between(100, 6000)]
    public int LongestParameter { get; init; } = 6000;

    /// <summary>Limit of one request, 1 to 600 s. Default 30.</summary>
    [Between(1, 600)]
    public int TimeoutSeconds { get; init; } = 30;

    /// <summary>What the export needs; null when no server is named.</summary>
    public TrackingSettings? ToSettings() =>
        Address() is not { } address
            ? null
            : new TrackingSettings
            {
                Server = address,
                Credentials = Credentials(address),
                Experiment = Experiment,
                KeptBack = KeptBack.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
                LargestArtifactMiB = LargestArtifactMiB,
                LongestParameter = LongestParameter,
                RequestLimit = TimeSpan.FromSeconds(TimeoutSeconds),
            };

    public IEnumerable<(string Property, string Allowed)> Broken()
    {
        if (IsSet(Username) != IsSet(Password))
            yield return (IsSet(Username) ? nameof(Password) : nameof(Username), "user name and password together, or neither");
        if (IsSet(Token) && IsSet(Username))
            yield return (nameof(Token), "a token, or user name and password, not both");
        if (IsSet(DagsHubOwner) != IsSet(DagsHubRepository))
            yield return (
                IsSet(DagsHubOwner) ? nameof(DagsHubRepository) : nameof(DagsHubOwner),
                "owner and repository together, or neither"
            );
        if (Address() is not { } address)
            yield break;
        if (address.Scheme == System.Uri.UriSchemeHttp && !address.IsLoopback && Credentials(address) is not null && !CredentialsInClear)
            yield return (
                nameof(Uri),
                "https, as password or token would cross the network for everybody to read; on a network that is yours alone set "
                    + "Tracking:CredentialsInClear to true"
            );
        if (DagsHub.IsHost(address) && DagsHub.Parse(address) is null)
            yield return (nameof(Uri), $"on DagsHub: {DagsHub.Address("OWNER", "REPOSITORY")}");
        if (IsSet(Uri) && IsSet(DagsHubOwner) && IsSet(DagsHubRepository) && DagsHub.Parse(address) != (DagsHubOwner!, DagsHubRepository!))
            yield return (
                nameof(DagsHubRepository),
                $"the repository of Uri, or no Uri; owner and repository stand for {DagsHub.Address(DagsHubOwner!, DagsHubRepository!)}"
            );
        if (DagsHub.IsHost(address) && Credentials(address) is null)
            yield return (nameof(DagsHubToken), "a token, as DagsHub takes no runs without one (DAGSHUB_TOKEN)");
    }

    private static bool IsSet(string? value) => !string.IsNullOrEmpty(value);

    private Uri? Address()
    {
        var text =
            IsSet(Uri) ? Uri!
            : IsSet(DagsHubOwner) && IsSet(DagsHubRepository) ? DagsHub.Address(DagsHubOwner!, DagsHubRepository!)
            : null;
        // one that is none is refused by the rule of its property
        return System.Uri.TryCreate(text, UriKind.Absolute, out var address) ? address : null;
    }

    private TrackingCredentials? Credentials(Uri address) =>
        this switch
        {
            { Username.Length: > 0, Password.Length: > 0 } => TrackingCredentials.Basic(Username!, Password!),
            { Token.Length: > 0 } => TrackingCredentials.Bearer(Token!),
            // as DagsHub's own client does
            { DagsHubToken.Length: > 0 } when DagsHub.IsHost(address) => TrackingCredentials.Basic(DagsHubToken!, DagsHubToken!),
            _ => null,
        };
}
