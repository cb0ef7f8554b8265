using System.Collections;
using System.CommandLine;
using System.Text.RegularExpressions;
using Streaming.Host.Configuration;
using Streaming.Marketplace.Synthetic;
using Streaming.Testing;
using Xunit;

namespace Streaming.Host.Tests.Compose;

public sealed class ComposeTests
{
    private readonly ComposeFile compose = new();

    [Fact]
    public void it_holds_the_parts_and_the_program() =>
        Assert.Superset(
            new HashSet<string>
            {
                "kafka",
                "schema-registry",
                "postgres",
                "migrate",
                "topics",
                "scorer",
                "api",
                "trainer",
                "console",
                "proxy",
            },
            compose.Services.Keys.ToHashSet()
        );

    [Fact]
    public void every_setting_is_one_that_the_program_reads_and_accepts()
    {
        foreach (var (name, service) in compose.OwnServices)
        {
            var variables = new Hashtable(ComposeFile.Environment(service));
            Assert.True(variables.Count > 0, $"{name} has no settings");
            Assert.All(variables.Keys.Cast<string>(), v => Assert.StartsWith("STREAMING__", v, StringComparison.Ordinal));
            Assert.NotNull(SettingsLoader.Load(Path.Combine(RepositoryRoot.Find(), "ops", "config"), variables));
        }
    }

    [Fact]
    public void every_command_is_one_that_the_program_has()
    {
        foreach (var (name, service) in compose.OwnServices)
        {
            var command = ComposeFile.List(service["command"]).ToList();
            Assert.True(StreamingProgram.CreateRoot().Parse(command).Errors.Count == 0, $"{name}: {string.Join(" ", command)}");
        }
    }

    [Fact]
    public void every_role_runs_in_one_service() =>
        Assert.Equal(
            RunOptions.KnownRoles.Order(StringComparer.Ordinal),
            compose
                .OwnServices.Select(service => ComposeFile.List(service.Value["command"]).ToList())
                .Where(command => command[0] == "run")
                .SelectMany(command => command[^1].Split(','))
                .Order(StringComparer.Ordinal)
        );

    [Fact]
    public void the_program_is_pointed_at_services_of_the_file_on_ports_that_they_listen_on()
    {
        var kafka = ComposeFile.Environment(compose.Services["kafka"]);
        foreach (var (_, service) in compose.OwnServices)
        {
            var settings = SettingsLoader.Load(
                Path.Combine(RepositoryRoot.Find(), "ops", "config"),
                new Hashtable(ComposeFile.Environment(service))
            );
            Assert.Contains(settings.Kafka.BootstrapServers, kafka["KAFKA_ADVERTISED_LISTENERS"], StringComparison.Ordinal);
            var registry = new Uri(settings.SchemaRegistry.Url);
            Assert.EndsWith(
                $":{registry.Port}",
                ComposeFile.Environment(compose.Services[registry.Host])["SCHEMA_REGISTRY_LISTENERS"],
                StringComparison.Ordinal
            );
            var database = new Npgsql.NpgsqlConnectionStringBuilder(settings.Postgres.ConnectionString);
            var postgres = ComposeFile.Environment(compose.Services[database.Host!]);
            Assert.Equal((database.Username, database.Database), (postgres["POSTGRES_USER"], postgres["POSTGRES_DB"]));
        }
    }

    [Fact]
    public void every_image_is_pinned()
    {
        var images = compose
            .Services.Values.Select(ComposeFile.ImageOf)
            .Where(image => !image.EndsWith(":local", StringComparison.Ordinal))
            .Concat(DockerfileLines("FROM").Select(line => line.Split(' ')[1]));
        Assert.All(images, image => Assert.Matches(@"^[a-z0-9./-]+:\d+\.\d+(\.\d+)?(-[a-z]+)?$", image));
    }

    [Fact]
    public void tests_that_need_a_part_take_the_image_of_the_stack() =>
        Assert.Equal(
            (KafkaFixture.Image, PostgresFixture.Image),
            ((string)compose.Services["kafka"]["image"]!, (string)compose.Services["postgres"]["image"]!)
        );

    [Fact]
    public void one_service_builds_each_image() =>
        Assert.Equal(
            ["streaming-proxy:local", "streaming:local"],
            compose.Services.Values.Where(service => service.ContainsKey("build")).Select(ComposeFile.ImageOf).Order(StringComparer.Ordinal)
        );

    [Fact]
    public void ports_are_on_the_loopback_unless_the_user_says_otherwise_and_only_the_proxy_publishes_for_the_program()
    {
        Assert.All(
            compose.Services.Values.SelectMany(s => ComposeFile.List(s.GetValueOrDefault("ports"))),
            port => Assert.Matches(@"^127\.0\.0\.1:\d+:\d+$", ComposeFile.Chosen(port))
        );
        Assert.All(compose.OwnServices, s => Assert.False(s.Value.ContainsKey("ports"), s.Key));
    }

    [Fact]
    public void what_we_build_has_no_rights_that_it_does_not_need()
    {
        var built = compose.Services.Where(s => ComposeFile.ImageOf(s.Value).EndsWith(":local", StringComparison.Ordinal));
        foreach (var (name, service) in built)
        {
            Assert.True((string)service["read_only"]! == "true", $"{name} may write to its own files");
            Assert.Equal(["ALL"], ComposeFile.List(service["cap_drop"]));
            Assert.Equal(["no-new-privileges:true"], ComposeFile.List(service["security_opt"]));
        }
    }

    [Fact]
    public void what_stays_up_is_started_again_and_what_runs_once_is_not()
    {
        foreach (var (name, service) in compose.Services)
            Assert.True((string)service["restart"]! == (RunsOnce(name) ? "no" : "unless-stopped"), name);
    }

    [Fact]
    public void every_variable_of_the_file_is_in_the_example_with_the_same_default()
    {
        var text = File.ReadAllText(Path.Combine(ComposeFile.Folder, "compose.yaml"));
        var used = Regex
            .Matches(text, @"\$\{([A-Z_]+):-([^}]*)\}")
            .Select(match => $"{match.Groups[1].Value}={match.Groups[2].Value}")
            .Append("SECRETS=./secrets"); // has no default: who has not made the secrets is told how
        var shown = File.ReadAllLines(Path.Combine(ComposeFile.Folder, ".env.example")).Where(line => line.Contains('=')).ToList();

        Assert.Equal(shown.Order(StringComparer.Ordinal), used.Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void every_service_that_stays_up_says_when_it_is_healthy_and_whom_it_waits_for()
    {
        foreach (var (name, service) in compose.Services)
        {
            Assert.True(RunsOnce(name) || service.ContainsKey("healthcheck"), name);
            if (!service.TryGetValue("depends_on", out var awaited))
                continue;
            foreach (var (other, how) in ComposeFile.Map(awaited))
            {
                Assert.True(compose.Services.ContainsKey((string)other), $"{name} waits for {other}");
                Assert.Equal(
                    RunsOnce((string)other) ? "service_completed_successfully" : "service_healthy",
                    ComposeFile.Map(how)["condition"]
                );
            }
        }
    }

    [Fact]
    public void the_health_check_asks_the_port_that_the_program_listens_on()
    {
        foreach (var (name, service) in compose.OwnServices.Where(service => !RunsOnce(service.Key)))
        {
            var settings = SettingsLoader.Load(
                Path.Combine(RepositoryRoot.Find(), "ops", "config"),
                new Hashtable(ComposeFile.Environment(service))
            );
            Assert.True(
                ComposeFile
                    .List(ComposeFile.Map(service["healthcheck"])["test"])
                    .Last()
                    .Contains($"/dev/tcp/127.0.0.1/{settings.Listen.Port};"),
                name
            );
        }
    }

    [Fact]
    public void every_volume_is_declared_and_used()
    {
        var used = compose
            .Services.Values.SelectMany(s => ComposeFile.List(s.GetValueOrDefault("volumes")))
            .Select(volume => ComposeFile.Chosen(volume).Split(':')[0])
            .Where(volume => !volume.StartsWith('.'));
        Assert.Equal(compose.Volumes.Order(StringComparer.Ordinal), used.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void every_path_named_exists()
    {
        var build = ComposeFile.Map(compose.Services["migrate"]["build"]);
        var context = Path.GetFullPath(Path.Combine(ComposeFile.Folder, (string)build["context"]!));
        Assert.True(File.Exists(Path.Combine(context, (string)build["dockerfile"]!)));
        Assert.True(File.Exists(Path.Combine(ComposeFile.Folder, (string)compose.Services["proxy"]["build"]!, "Dockerfile")));

        var copied = DockerfileLines("COPY")
            .Where(l => !l.Contains("--from=", StringComparison.Ordinal))
            .SelectMany(l => l.Split(' ')[1..^1]);
        Assert.All(copied, path => Assert.True(Path.Exists(Path.Combine(RepositoryRoot.Find(), path)), path));
        Assert.Contains(
            DockerfileLines("RUN"),
            l =>
                Regex.Match(l, @"publish (\S+)") is { Success: true } m
                && Directory.Exists(Path.Combine(RepositoryRoot.Find(), m.Groups[1].Value))
        );
    }

    [Fact]
    public void the_container_runs_as_nobody_special_and_has_what_the_program_needs()
    {
        Assert.Equal(["USER $APP_UID"], DockerfileLines("USER"));
        Assert.Contains(DockerfileLines("RUN"), l => l.Contains("libgomp1", StringComparison.Ordinal));
        Assert.Equal(
            [$"ENTRYPOINT [\"dotnet\", \"/app/{typeof(StreamingProgram).Assembly.GetName().Name}.dll\"]"],
            DockerfileLines("ENTRYPOINT")
        );
        Assert.Contains("ops/config/secrets.yaml", File.ReadAllLines(Path.Combine(ComposeFile.Folder, "Dockerfile.dockerignore")));
    }

    private static bool RunsOnce(string name) => name is "migrate" or "topics";

    private static IEnumerable<string> DockerfileLines(string instruction) =>
        File.ReadAllLines(Path.Combine(ComposeFile.Folder, "Dockerfile"))
            .Where(l => l.StartsWith(instruction + " ", StringComparison.Ordinal));
}
