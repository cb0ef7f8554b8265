using System.Collections;
using System.Text.RegularExpressions;
using Confluent.Kafka;
using Streaming.Contracts;
using Streaming.Host.Cluster;
using Streaming.Host.Configuration;
using Streaming.Kafka.Registry;
using Streaming.Kafka.Wire;
using Streaming.Testing;
using Streaming.Training;
using Streaming.Training.Candidates;
using Xunit;

namespace Streaming.Host.Tests.Configuration;

public sealed class SettingsLoaderTests
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    [Fact]
    public void empty_files_give_the_defaults()
    {
        using var folder = new SettingsFolder();
        var settings = folder.Load();
        Assert.Equal(new KafkaOptions(), settings.Kafka);
        Assert.Equal(new ScorerOptions(), settings.Scorer);
        Assert.Equal(500, settings.Scorer.BatchSize);
        Assert.Equal((0.70, 0.30), (settings.Policy.GreenFrom, settings.Policy.RedBelow));
    }

    [Fact]
    public void the_shipped_files_hold_the_defaults_and_every_setting()
    {
        var shipped = Path.Combine(RepositoryRoot.Find(), "ops", "config");
        var settings = SettingsLoader.Load(shipped, new Hashtable());
        Assert.Equal(new Settings() with { Run = settings.Run, Training = settings.Training }, settings);
        Assert.Equal(TrainingParameters.DefaultCandidates, settings.Training.Candidates);
        Assert.Equal(
            new TrainingParameters(),
            settings.Training with
            {
                Candidates = TrainingParameters.DefaultCandidates,
                Search = new SearchParameters(),
            }
        );
        Assert.Equal(new SearchParameters { Candidate = "light_gbm_large", Trials = 1 }, settings.Training.Search);
        Assert.Equal(new RunOptions().Roles, settings.Run.Roles);
        var text = string.Concat(Directory.GetFiles(shipped, "*.yaml").Select(File.ReadAllText));
        Assert.All(
            SettingKeys.Of(typeof(Settings)).Where(key => !key.EndsWith('*')),
            key => Assert.Contains(key.Split(':')[^1] + ":", text, StringComparison.Ordinal)
        );
    }

    [Theory]
    [InlineData("", "GSS Encryption Mode=Disable")]
    [InlineData(";GSS Encryption Mode=Require", "GSS Encryption Mode=Require")]
    [InlineData(";GssEncryptionMode=Prefer", "GSS Encryption Mode=Prefer")]
    public void kerberos_encrypts_the_database_connection_only_where_it_is_asked_for(string more, string expected)
    {
        using var folder = new SettingsFolder();
        var settings = folder.Load(("STREAMING__Postgres__ConnectionString", "Host=db;Username=u" + more));
        Assert.Contains(expected, settings.Postgres.ToConnectionString(), StringComparison.Ordinal);
    }

    [Fact]
    public void names_under_which_a_process_may_be_asked_are_a_list()
    {
        using var folder = new SettingsFolder("Listen: { AllowedHosts: [scores.shop.example, '*.inner.example'] }");
        Assert.Equal(["scores.shop.example", "*.inner.example"], folder.Load().Listen.AllowedHosts);
        Assert.Equal(
            ["a.example", "b.example"],
            folder.Load(("STREAMING__Listen__AllowedHosts", "a.example, b.example")).Listen.AllowedHosts
        );
    }

    [Fact]
    public void a_variable_may_name_the_file_that_holds_the_text()
    {
        using var folder = new SettingsFolder();
        using var secrets = new TemporaryFolder("secrets");
        var file = secrets.Below("password");
        File.WriteAllText(file, "p w\n");

        Assert.Equal("p w", folder.Load(("STREAMING__Postgres__Password_FILE", file)).Postgres.Password);
        Assert.Equal(
            [
                $"environment variable STREAMING__Postgres__Password_FILE is '{file}2'; allowed: a file that this process can read "
                    + $"(Could not find file '{file}2'.)",
            ],
            folder.Problems(("STREAMING__Postgres__Password_FILE", file + "2"))
        );
        Assert.Contains(
            "set the same; allowed: one of them",
            folder.Problems(("STREAMING__Postgres__Password", "q"), ("STREAMING__Postgres__Password_FILE", file)).Single(),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "Postgres:Passwort",
            folder.Problems(("STREAMING__Postgres__Passwort_FILE", file)).Single(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void the_machine_may_give_an_instance_its_name()
    {
        using var folder = new SettingsFolder("Scorer: { InstanceId: 'scorer-{host}' }");
        Assert.Equal("scorer-" + Environment.MachineName, folder.Load().Scorer.ToScorerSettings(new()).Instance);
        using var misspelt = new SettingsFolder("Scorer: { InstanceId: 'scorer-{hots}' }");
        Assert.Contains("{host} for the name of the machine", misspelt.Problems().Single(), StringComparison.Ordinal);
    }

    [Fact]
    public void a_file_sets_values_of_every_kind()
    {
        using var folder = new SettingsFolder(
            """
            Kafka:
              BootstrapServers: one:9092,two:9092
              SecurityProtocol: sasl_ssl
              SaslMechanism: SCRAM-SHA-512
              SaslUsername: scorer
            Scorer: { BatchSize: 7 }
            Policy: { Version: "2", GreenFrom: 0.8, RedBelow: 0.2 }
            Run:
              Roles:
                - scorer
            """
        );
        var settings = folder.Load(("STREAMING__Kafka__SaslPassword", "p"));
        Assert.Equal("one:9092,two:9092", settings.Kafka.BootstrapServers);
        Assert.Equal(
            (SecurityProtocol.SaslSsl, SaslMechanism.ScramSha512),
            (settings.Kafka.SecurityProtocol, settings.Kafka.SaslMechanism)
        );
        Assert.Equal(7, settings.Scorer.BatchSize);
        Assert.Equal(new("2", 0.8, 0.2), settings.Policy.ToPolicy());
        Assert.Equal(["scorer"], settings.Run.Roles);
    }

    [Fact]
    public void the_implementation_of_avro_goes_with_the_registry_to_every_serializer()
    {
        using var folder = new SettingsFolder("Avro: { Implementation: confluent }");
        using var registry = new ConfluentRegistry(folder.Load().ToRegistryConfig());
        Assert.Equal(AvroImplementation.Confluent, registry.AvroImplementation);
        using var shipped = new SettingsFolder();
        Assert.Equal(AvroImplementation.Fast, shipped.Load().ToRegistryConfig().AvroImplementation);
    }

    [Fact]
    public void a_wrong_implementation_of_avro_is_named_with_file_and_line()
    {
        using var folder = new SettingsFolder("# settings\nAvro:\n  Implementation: apache\nScorer: { BatchSize: 0 }");
        Assert.Equal(
            [
                $"Avro:Implementation is 'apache'; allowed: fast, confluent ({folder.ConfigFile} line 3)",
                $"Scorer:BatchSize is '0'; allowed: 1 to 10000 ({folder.ConfigFile} line 4)",
            ],
            folder.Problems()
        );
    }

    [Fact]
    public void named_sections_are_read_by_name_and_replace_the_defaults()
    {
        using var folder = new SettingsFolder(
            parameters: "Training: { Candidates: { mine: { Family: fast_tree, Trees: 7 }, other: { L2: 1 } } }"
        );
        var candidates = folder.Load(("STREAMING__Training__Candidates__mine__Forests", "3")).Training.Candidates;
        Assert.Equal(["mine", "other"], candidates.Keys);
        Assert.Equal(
            new CandidateParameters
            {
                Family = CandidateFamily.FastTree,
                Trees = 7,
                Forests = 3,
            },
            candidates["mine"]
        );
    }

    [Theory]
    [InlineData("Training: { Candidates: { mine: { Trees: 0 } } }", "Training:Candidates:mine:Trees is '0'; allowed: 1 to 2000")]
    [InlineData("Training: { Candidates: { mine: { Tree: 5 } } }", "Training:Candidates:mine:Tree is not a setting")]
    [InlineData(
        "Training: { Candidates: { mine: { Family: catboost } } }",
        "Training:Candidates:mine:Family is 'catboost'; allowed: light_gbm, fast_tree, fast_forest, logistic"
    )]
    [InlineData("Training: { Search: { Candidate: nobody } }", "training parameter Search:Candidate is 'nobody'")]
    [InlineData("Promotion: { Metric: f1 }", "Promotion:Metric is 'f1'")]
    public void a_wrong_training_setting_is_refused(string parameters, string problem)
    {
        using var folder = new SettingsFolder(parameters: parameters);
        Assert.Contains(folder.Problems(), told => told.StartsWith(problem, StringComparison.Ordinal));
    }

    [Fact]
    public void the_environment_overrides_the_file_in_any_case()
    {
        using var folder = new SettingsFolder("Kafka: { BootstrapServers: 'file:1' }");
        Assert.Equal("env:2", folder.Load(("STREAMING__KAFKA__BOOTSTRAPSERVERS", "env:2")).Kafka.BootstrapServers);
    }

    [Fact]
    public void the_command_line_overrides_the_environment()
    {
        using var folder = new SettingsFolder();
        var settings = SettingsLoader.Load(
            folder.Path,
            new Hashtable { ["STREAMING__Kafka__BootstrapServers"] = "env:2" },
            new Dictionary<string, string?> { ["Kafka:BootstrapServers"] = "option:3" }
        );
        Assert.Equal("option:3", settings.Kafka.BootstrapServers);
    }

    [Fact]
    public void a_list_of_a_stronger_source_replaces_the_whole_list_and_the_default()
    {
        using var folder = new SettingsFolder("Run: { Roles: [api, trainer, console] }");
        Assert.Equal(["api", "trainer", "console"], folder.Load().Run.Roles);
        Assert.Equal(["trainer"], folder.Load(("STREAMING__Run__Roles", "trainer")).Run.Roles);
        Assert.Equal(["console"], folder.Load(("STREAMING__Run__Roles__0", "console")).Run.Roles);
    }

    [Fact]
    public void a_setting_that_a_stronger_source_leaves_empty_keeps_what_a_weaker_one_says()
    {
        using var folder = new SettingsFolder("Postgres:\n  ConnectionString: Host=db;Username=u\nScorer: { BatchSize: 7 }\n");
        folder.WriteSecrets("Scorer: { BatchSize: }\nPostgres:\n", OwnerOnly);
        Assert.Equal(7, folder.Load().Scorer.BatchSize);
        Assert.Contains("Host=db", folder.Load().Postgres.ConnectionString, StringComparison.Ordinal);
    }

    [Fact]
    public void a_list_in_the_place_of_a_number_is_refused()
    {
        using var folder = new SettingsFolder("Scorer: { BatchSize: [1] }");
        Assert.Equal([$"Scorer:BatchSize is empty; allowed: a whole number ({folder.ConfigFile} line 1)"], folder.Problems());
        Assert.Equal(
            ["Api:MaxWaiting is empty; allowed: a whole number (environment variable STREAMING__Api__MaxWaiting__0)"],
            new SettingsFolder().Problems(("STREAMING__Api__MaxWaiting__0", "1"))
        );
    }

    [Fact]
    public void variables_with_a_single_underscore_are_not_settings()
    {
        using var folder = new SettingsFolder();
        Assert.NotNull(folder.Load(("STREAMING_TEST_OLIST", "/somewhere")));
    }

    [Theory]
    [InlineData(
        "STREAMING__Kafka__BootstrapServers",
        "no-port",
        "Kafka:BootstrapServers is 'no-port'; allowed: HOST:PORT, several separated by commas"
    )]
    [InlineData(
        "STREAMING__Kafka__SecurityProtocol",
        "tls",
        "Kafka:SecurityProtocol is 'tls'; allowed: plaintext, ssl, sasl_plaintext, sasl_ssl"
    )]
    [InlineData("STREAMING__Kafka__ReplicationFactor", "0", "Kafka:ReplicationFactor is '0'; allowed: -1, or 1 to 10")]
    [InlineData(
        "STREAMING__Kafka__SaslMechanism",
        "gssapi",
        "Kafka:SaslMechanism is 'Gssapi'; allowed: plain, scram_sha_256, scram_sha_512 or oauthbearer"
    )]
    [InlineData(
        "STREAMING__SchemaRegistry__SslCaLocation",
        "/no/such.pem",
        "SchemaRegistry:SslCaLocation is '/no/such.pem'; allowed: empty, as Url is not https"
    )]
    [InlineData(
        "STREAMING__Kafka__SslKeyLocation",
        "/no/such.pem",
        "Kafka:SslKeyLocation is '/no/such.pem'; allowed: empty, as SslCertificateLocation is empty"
    )]
    [InlineData("STREAMING__Kafka__SslCaLocation", "/no/such.pem", "Kafka:SslCaLocation is '/no/such.pem'; allowed: a file that exists")]
    [InlineData(
        "STREAMING__Scorer__InstanceId",
        "redrive",
        "Scorer:InstanceId is 'redrive'; allowed: any name but 'redrive', under which dead letters are redriven"
    )]
    [InlineData("STREAMING__Avro__Implementation", "apache", "Avro:Implementation is 'apache'; allowed: fast, confluent")]
    [InlineData("STREAMING__Scorer__Delivery", "twice", "Scorer:Delivery is 'twice'; allowed: exactly_once, at_least_once")]
    [InlineData("STREAMING__Scorer__SessionTimeoutMs", "5999", "Scorer:SessionTimeoutMs is '5999'; allowed: 6000 to 300000")]
    [InlineData(
        "STREAMING__SchemaRegistry__Url",
        "ftp://x",
        "SchemaRegistry:Url is (not shown); allowed: an http or https address without user, query or fragment"
    )]
    [InlineData(
        "STREAMING__SchemaRegistry__Username",
        "u",
        "SchemaRegistry:Password is (not shown); allowed: user name and password together, or neither"
    )]
    [InlineData(
        "STREAMING__Postgres__ConnectionString",
        "Host=db;Password=secret",
        "Postgres:ConnectionString is (not shown); allowed: Npgsql key words such as Host=…;Port=…;Database=…;Username=…, without Password"
    )]
    [InlineData(
        "STREAMING__Postgres__ConnectionString",
        "Hst=db",
        "Postgres:ConnectionString is (not shown); allowed: Npgsql key words such as Host=…;Port=…;Database=…;Username=…, without Password"
    )]
    [InlineData("STREAMING__Scorer__BatchSize", "0", "Scorer:BatchSize is '0'; allowed: 1 to 10000")]
    [InlineData("STREAMING__Scorer__BatchSize", "10001", "Scorer:BatchSize is '10001'; allowed: 1 to 10000")]
    [InlineData("STREAMING__Scorer__BatchSize", "many", "Scorer:BatchSize is 'many'; allowed: a whole number")]
    [InlineData("STREAMING__Scorer__BatchAgeMs", "5001", "Scorer:BatchAgeMs is '5001'; allowed: 1 to 5000")]
    [InlineData("STREAMING__Scorer__TransactionTimeoutMs", "10001", "Scorer:TransactionTimeoutMs is '10001'; allowed: 1000 to 10000")]
    [InlineData(
        "STREAMING__Scorer__InstanceId",
        "a b",
        "Scorer:InstanceId is 'a b'; allowed: 1 to 100 letters, digits, dots, underscores and hyphens, and {host} for the name of the "
            + "machine"
    )]
    [InlineData("STREAMING__Scorer__ArtifactCache", "", "Scorer:ArtifactCache is empty; allowed: a value")]
    [InlineData("STREAMING__Policy__GreenFrom", "1", "Policy:GreenFrom is '1'; allowed: a number above 0 and below 1")]
    [InlineData("STREAMING__Policy__RedBelow", "NaN", "Policy:RedBelow is 'NaN'; allowed: a number")]
    [InlineData("STREAMING__Policy__RedBelow", "0.7", "Policy:RedBelow is '0.7'; allowed: a number below GreenFrom, which is 0.7")]
    [InlineData(
        "STREAMING__Listen__Address",
        "0.0.0.0",
        "Listen:Address is '0.0.0.0'; allowed: 127.0.0.1, ::1 or localhost; another one with Listen:Certificate, or with Listen:Proxies in "
            + "front, since passwords would travel readable"
    )]
    [InlineData(
        "STREAMING__Listen__AllowedHosts",
        "*",
        "Listen:AllowedHosts is '*'; allowed: host names such as scores.shop.example or *.shop.example, without scheme, port or path"
    )]
    [InlineData(
        "STREAMING__Listen__AllowedHosts",
        "a.example,http://b.example",
        "Listen:AllowedHosts is 'a.example,http://b.example'; allowed: host names such as scores.shop.example or *.shop.example, without "
            + "scheme, port or path"
    )]
    [InlineData(
        "STREAMING__Listen__AllowedHosts",
        "b.example:80",
        "Listen:AllowedHosts is 'b.example:80'; allowed: host names such as scores.shop.example or *.shop.example, without scheme, port "
            + "or path"
    )]
    [InlineData(
        "STREAMING__Listen__PublicUrl",
        "scores.shop.example",
        "Listen:PublicUrl is 'scores.shop.example'; allowed: http:// or https:// with a host and, where it is another, the port; no path "
            + "behind it"
    )]
    [InlineData(
        "STREAMING__Listen__PublicUrl",
        "https://scores.shop.example/pages",
        "Listen:PublicUrl is 'https://scores.shop.example/pages'; allowed: http:// or https:// with a host and, where it is another, the "
            + "port; no path behind it"
    )]
    [InlineData("STREAMING__Listen__Port", "65536", "Listen:Port is '65536'; allowed: 0 to 65535")]
    [InlineData(
        "STREAMING__Run__Roles",
        "scorer,cook",
        "Run:Roles is 'scorer,cook'; allowed: scorer, api, trainer, console, cases, notifier"
    )]
    public void a_bad_value_is_named_with_what_is_allowed_and_where_it_was_set(string variable, string value, string problem)
    {
        using var folder = new SettingsFolder();
        var origin = problem.StartsWith("SchemaRegistry:Password", StringComparison.Ordinal)
            ? "default"
            : $"environment variable {variable}";
        Assert.Equal([$"{problem} ({origin})"], folder.Problems((variable, value)));
    }

    [Fact]
    public void a_sasl_protocol_asks_for_all_that_it_needs()
    {
        using var folder = new SettingsFolder("Kafka: { SecurityProtocol: sasl_ssl }");
        Assert.Equal(["Kafka:SaslMechanism", "Kafka:SaslUsername", "Kafka:SaslPassword"], folder.Problems().Select(p => p.Split(' ')[0]));
    }

    [Fact]
    public void all_problems_of_all_sources_come_at_once_with_their_lines()
    {
        using var folder = new SettingsFolder("Scorer:\n  BatchSize: 0\n  BatchAgeSm: 5\n", "Kafka: { Partitions: 3 }");
        Assert.Equal(
            [
                $"Scorer:BatchAgeSm is not a setting; the nearest is Scorer:BatchAgeMs ({folder.ConfigFile} line 3)",
                $"Scorer:BatchSize is '0'; allowed: 1 to 10000 ({folder.ConfigFile} line 2)",
                "Listen:Port is '-1'; allowed: 0 to 65535 (environment variable STREAMING__Listen__Port)",
            ],
            folder.Problems(("STREAMING__Listen__Port", "-1")).Where(p => !p.Contains("params.yaml", StringComparison.Ordinal))
        );
        Assert.Contains(
            folder.Problems(),
            p =>
                p.StartsWith("Kafka is not a setting", StringComparison.Ordinal)
                && p.Contains("params.yaml line 1", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void an_unknown_environment_variable_is_refused()
    {
        using var folder = new SettingsFolder();
        Assert.Equal(
            [
                "Kafak:BootstrapServers is not a setting; the nearest is Kafka:BootstrapServers (environment variable "
                    + "STREAMING__Kafak__BootstrapServers)",
            ],
            folder.Problems(("STREAMING__Kafak__BootstrapServers", "x:1"))
        );
    }

    [Fact]
    public void a_key_that_is_there_twice_is_refused()
    {
        using var folder = new SettingsFolder("Scorer:\n  BatchSize: 1\n  batchsize: 2\n");
        Assert.Equal([$"{folder.ConfigFile} line 3: Scorer:batchsize is set a second time (first on line 2)"], folder.Problems());
    }

    [Fact]
    public void a_file_that_is_not_yaml_is_named_with_the_line()
    {
        using var folder = new SettingsFolder("Scorer:\n  BatchSize: [1\n");
        Assert.StartsWith($"{folder.ConfigFile} line ", Assert.Single(folder.Problems()), StringComparison.Ordinal);
    }

    [Fact]
    public void a_missing_file_is_named()
    {
        using var folder = new SettingsFolder();
        File.Delete(folder.ConfigFile);
        Assert.Equal([$"{folder.ConfigFile} does not exist; a folder of settings holds config.yaml and params.yaml"], folder.Problems());
    }

    [Fact]
    public void a_secret_is_read_from_the_secrets_file()
    {
        using var folder = new SettingsFolder();
        folder.WriteSecrets("Postgres: { Password: hidden }", OwnerOnly);
        var settings = folder.Load();
        Assert.Equal("hidden", settings.Postgres.Password);
        Assert.Contains("Password=hidden", settings.Postgres.ToConnectionString(), StringComparison.Ordinal);
    }

    [Fact]
    public void a_secret_in_the_committed_file_is_refused_and_not_shown()
    {
        using var folder = new SettingsFolder("Kafka: { SaslPassword: hidden }");
        Assert.Equal(
            [$"Kafka:SaslPassword is a secret and is set in {folder.ConfigFile} line 1; allowed: secrets.yaml or an environment variable"],
            folder.Problems()
        );
    }

    [Theory]
    [InlineData(OwnerOnly | UnixFileMode.GroupRead, "640")]
    [InlineData(OwnerOnly | UnixFileMode.OtherRead, "604")]
    public void a_secrets_file_that_others_can_read_is_refused(UnixFileMode mode, string shown)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "files have no modes here");
        using var folder = new SettingsFolder();
        folder.WriteSecrets("Postgres: { Password: hidden }", mode);
        Assert.Equal(
            [$"{folder.SecretsFile} has mode {shown}; allowed: readable by its owner only; run: chmod 600 {folder.SecretsFile}"],
            folder.Problems()
        );
    }

    [Fact]
    public void the_example_of_secrets_names_secrets_only_and_all_of_them()
    {
        var example = File.ReadAllText(Path.Combine(RepositoryRoot.Find(), "ops", "config", "secrets.example.yaml"));
        using var folder = new SettingsFolder();
        folder.WriteSecrets(example, OwnerOnly);
        Assert.NotNull(folder.Load());
        var secrets = SettingKeys.SecretsOf(typeof(Settings));
        using var committed = new SettingsFolder(Regex.Replace(example, @"(?m)^( +\w+:)(?!.*\n {4,})", "$1 x"));
        Assert.Equal(secrets, committed.Problems().Select(p => p.Split(' ')[0]));
    }
}
