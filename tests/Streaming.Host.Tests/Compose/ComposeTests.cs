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
            new HashSet<string> { "kafka", "schema-registry", "postgres", "topics", "scorer" },
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
            .Services.Where(s => !s.Value.ContainsKey("build"))
            .Select(s => (string)s.Value["image"]!)
            .Concat(DockerfileLines("FROM").Select(l => l.Split(' ')[1]));
        Assert.All(images, image => Assert.Matches(@"^[a-z0-9./-]+:\d+\.\d+(\.\d+)?(-[a-z]+)?$", image));
    }

    [Fact]
    public void every_published_port_is_on_the_loopback_and_the_program_publishes_none()
    {
        Assert.All(
            compose.Services.Values.SelectMany(s => ComposeFile.List(s.GetValueOrDefault("ports"))),
            port => Assert.Matches(@"^127\.0\.0\.1:\d+:\d+$", port)
        );
        Assert.All(compose.OwnServices, s => Assert.False(s.Value.ContainsKey("ports"), s.Key));
    }

    [Fact]
    public void every_service_that_stays_up_says_when_it_is_healthy_and_whom_it_waits_for()
    {
        foreach (var (name, service) in compose.Services)
        {
            var runsOnce = name == "topics";
            Assert.True(runsOnce || service.ContainsKey("healthcheck"), name);
            if (!service.TryGetValue("depends_on", out var awaited))
                continue;
            foreach (var (other, how) in ComposeFile.Map(awaited))
            {
                Assert.True(compose.Services.ContainsKey((string)other), $"{name} waits for {other}");
                Assert.Equal(
                    (string)other == "topics" ? "service_completed_successfully" : "service_healthy",
                    ComposeFile.Map(how)["condition"]
                );
            }
        }
    }

    [Fact]
    public void the_health_check_asks_the_port_that_the_program_listens_on()
    {
        var scorer = compose.Services["scorer"];
        var port = ComposeFile.Environment(scorer)["STREAMING__Listen__Port"];
        Assert.Contains(
            $"/dev/tcp/127.0.0.1/{port};",
            ComposeFile.List(ComposeFile.Map(scorer["healthcheck"])["test"]).Last(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void every_volume_is_declared_and_used()
    {
        var used = compose.Services.Values.SelectMany(s => ComposeFile.List(s.GetValueOrDefault("volumes"))).Select(v => v.Split(':')[0]);
        Assert.Equal(compose.Volumes.Order(StringComparer.Ordinal), used.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void every_path_named_exists()
    {
        foreach (var (_, service) in compose.OwnServices)
        {
            var build = ComposeFile.Map(service["build"]);
            var context = Path.GetFullPath(Path.Combine(ComposeFile.Folder, (string)build["context"]!));
            Assert.True(File.Exists(Path.Combine(context, (string)build["dockerfile"]!)));
        }

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

    private static IEnumerable<string> DockerfileLines(string instruction) =>
        File.ReadAllLines(Path.Combine(ComposeFile.Folder, "Dockerfile"))
            .Where(l => l.StartsWith(instruction + " ", StringComparison.Ordinal));
}
