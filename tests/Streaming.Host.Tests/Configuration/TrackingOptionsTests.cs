using Streaming.Host.Configuration;
using Xunit;

namespace Streaming.Host.Tests.Configuration;

public sealed class TrackingOptionsTests
{
    private const string Hub = "https://dagshub.com/ana/shop.mlflow";

    [Fact]
    public void nothing_is_tracked_by_default()
    {
        using var folder = new SettingsFolder();
        Assert.Null(folder.Load().Tracking.ToSettings());
        Assert.Null(folder.Load(("MLFLOW_TRACKING_URI", ""), ("DAGSHUB_TOKEN", "t")).Tracking.ToSettings());
    }

    [Fact]
    public void the_variables_of_mlflow_set_it()
    {
        using var folder = new SettingsFolder(
            "Tracking: { Experiment: file, LongestParameter: 500, KeptBack: '01-ingestion, 03-features' }"
        );
        var settings = folder
            .Load(
                ("MLFLOW_TRACKING_URI", "http://127.0.0.1:5000/mlflow"),
                ("MLFLOW_TRACKING_USERNAME", "ana"),
                ("MLFLOW_TRACKING_PASSWORD", "p"),
                ("MLFLOW_EXPERIMENT_NAME", "env")
            )
            .Tracking.ToSettings()!;
        Assert.Equal("http://127.0.0.1:5000/mlflow", settings.Server.AbsoluteUri);
        Assert.NotNull(settings.Credentials);
        Assert.Equal(("env", 500), (settings.Experiment, settings.LongestParameter));
        Assert.Equal(["01-ingestion", "03-features"], settings.KeptBack);
    }

    [Fact]
    public void our_own_variable_outweighs_mlflows()
    {
        using var folder = new SettingsFolder();
        var settings = folder
            .Load(("MLFLOW_TRACKING_URI", "http://theirs"), ("STREAMING__Tracking__Uri", "http://ours"))
            .Tracking.ToSettings()!;
        Assert.Equal("ours", settings.Server.Host);
        Assert.Null(settings.Credentials);
    }

    [Fact]
    public void owner_repository_and_token_stand_for_a_server_on_dagshub()
    {
        using var folder = new SettingsFolder();
        var settings = folder
            .Load(("DAGSHUB_REPO_OWNER", "ana"), ("DAGSHUB_REPO_NAME", "shop"), ("DAGSHUB_TOKEN", "t"))
            .Tracking.ToSettings()!;
        Assert.Equal(Hub, settings.Server.AbsoluteUri);
        Assert.NotNull(settings.Credentials);
    }

    [Fact]
    public void the_token_of_dagshub_is_sent_to_no_other_server()
    {
        using var folder = new SettingsFolder();
        Assert.Null(
            folder.Load(("MLFLOW_TRACKING_URI", "http://127.0.0.1:5000"), ("DAGSHUB_TOKEN", "t")).Tracking.ToSettings()!.Credentials
        );
        Assert.NotNull(folder.Load(("MLFLOW_TRACKING_URI", Hub), ("DAGSHUB_TOKEN", "t")).Tracking.ToSettings()!.Credentials);
    }

    [Theory]
    [InlineData(
        "MLFLOW_TRACKING_URI=mlruns",
        "Tracking:Uri is (not shown); allowed: an http or https address without user, query or fragment (environment variable "
            + "MLFLOW_TRACKING_URI)"
    )]
    [InlineData(
        "MLFLOW_TRACKING_URI=http://ana:secret@host",
        "Tracking:Uri is (not shown); allowed: an http or https address without user, query or fragment (environment variable "
            + "MLFLOW_TRACKING_URI)"
    )]
    [InlineData(
        "MLFLOW_TRACKING_URI=https://dagshub.com/ana/shop DAGSHUB_TOKEN=secret",
        "Tracking:Uri is (not shown); allowed: on DagsHub: https://dagshub.com/OWNER/REPOSITORY.mlflow (environment variable "
            + "MLFLOW_TRACKING_URI)"
    )]
    [InlineData(
        "MLFLOW_TRACKING_URI=" + Hub,
        "Tracking:DagsHubToken is (not shown); allowed: a token, as DagsHub takes no runs without one (DAGSHUB_TOKEN) (default)"
    )]
    [InlineData(
        "MLFLOW_TRACKING_PASSWORD=secret",
        "Tracking:Username is empty; allowed: user name and password together, or neither (default)"
    )]
    [InlineData(
        "MLFLOW_TRACKING_USERNAME=ana MLFLOW_TRACKING_PASSWORD=secret MLFLOW_TRACKING_TOKEN=secret",
        "Tracking:Token is (not shown); allowed: a token, or user name and password, not both (environment variable MLFLOW_TRACKING_TOKEN)"
    )]
    [InlineData(
        "DAGSHUB_REPO_OWNER=ana",
        "Tracking:DagsHubRepository is empty; allowed: owner and repository together, or neither (default)"
    )]
    [InlineData(
        "DAGSHUB_REPO_OWNER=a/b DAGSHUB_REPO_NAME=shop DAGSHUB_TOKEN=secret",
        "Tracking:DagsHubOwner is 'a/b'; allowed: letters, digits, dots, underscores and hyphens (environment variable DAGSHUB_REPO_OWNER)"
    )]
    [InlineData(
        "MLFLOW_TRACKING_URI=" + Hub + " DAGSHUB_REPO_OWNER=ana DAGSHUB_REPO_NAME=other DAGSHUB_TOKEN=secret",
        "Tracking:DagsHubRepository is 'other'; allowed: the repository of Uri, or no Uri; "
            + "owner and repository stand for https://dagshub.com/ana/other.mlflow (environment variable DAGSHUB_REPO_NAME)"
    )]
    [InlineData(
        "STREAMING__Tracking__LongestParameter=99",
        "Tracking:LongestParameter is '99'; allowed: 100 to 6000 (environment variable STREAMING__Tracking__LongestParameter)"
    )]
    public void a_bad_setting_is_named_and_no_secret_with_it(string variables, string problem)
    {
        using var folder = new SettingsFolder();
        var problems = folder.Problems([
            .. variables.Split(' ').Select(variable => (variable.Split('=', 2)[0], variable.Split('=', 2)[1])),
        ]);
        Assert.Contains(problem, problems);
        Assert.All(problems, line => Assert.DoesNotContain("secret", line, StringComparison.Ordinal));
    }

    [Fact]
    public void a_secret_in_the_settings_file_is_refused()
    {
        using var folder = new SettingsFolder("Tracking: { DagsHubToken: t }");
        Assert.Contains(folder.Problems(), problem => problem.StartsWith("Tracking:DagsHubToken is a secret", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("http://tracking.example", "MLFLOW_TRACKING_PASSWORD", false, true)]
    [InlineData("http://tracking.example", "MLFLOW_TRACKING_TOKEN", false, true)]
    [InlineData("http://10.1.2.3:5000/mlflow", "MLFLOW_TRACKING_PASSWORD", false, true)]
    [InlineData("http://tracking.example", "MLFLOW_TRACKING_PASSWORD", true, false)]
    [InlineData("https://tracking.example", "MLFLOW_TRACKING_PASSWORD", false, false)]
    [InlineData("http://127.0.0.1:5000", "MLFLOW_TRACKING_PASSWORD", false, false)]
    [InlineData("http://localhost:5000", "MLFLOW_TRACKING_TOKEN", false, false)]
    [InlineData("http://tracking.example", "NOTHING", false, false)]
    public void credentials_do_not_cross_a_network_in_clear_unless_somebody_says_so(
        string server,
        string secret,
        bool isAllowed,
        bool isRefused
    )
    {
        using var folder = new SettingsFolder();
        (string, string)[] environment =
        [
            ("MLFLOW_TRACKING_URI", server),
            (secret, "hidden"),
            ("STREAMING__Tracking__CredentialsInClear", isAllowed ? "true" : "false"),
            .. secret == "MLFLOW_TRACKING_PASSWORD" ? [("MLFLOW_TRACKING_USERNAME", "ana")] : Array.Empty<(string, string)>(),
        ];
        if (!isRefused)
        {
            Assert.NotNull(folder.Load(environment).Tracking.ToSettings());
            return;
        }

        var refused = Assert.Throws<SettingsException>(() => folder.Load(environment));
        Assert.Contains("Tracking:CredentialsInClear", Assert.Single(refused.Problems), StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", refused.Message, StringComparison.Ordinal);
    }
}
