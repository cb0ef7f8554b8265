using System.Text.Json.Nodes;
using Streaming.Contracts;
using Streaming.Host.Configuration;
using Streaming.Host.Demo;
using Streaming.Testing;
using Xunit;

namespace Streaming.Host.Tests.Demo;

public sealed class DemoPartsFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new("parts");

    public void Dispose() => folder.Dispose();

    private void Write() =>
        DemoPartsFile.Write(
            folder.Path,
            "127.0.0.1:1234",
            "http://127.0.0.1:2345/",
            "Host=127.0.0.1;Port=3456;Database=streaming;Username=u;Password=hidden",
            new Uri("http://127.0.0.1:8080")
        );

    [Fact]
    public void settings_that_name_no_parts_get_those_of_the_demo()
    {
        Write();
        var settings = DemoPartsFile.Find(folder.Path)!.Over(new Settings())!;
        Assert.Equal(("127.0.0.1:1234", "http://127.0.0.1:2345/"), (settings.Kafka.BootstrapServers, settings.SchemaRegistry.Url));
        Assert.Contains("Port=3456", settings.Postgres.ToConnectionString(), StringComparison.Ordinal);
        Assert.Contains("Password=hidden", settings.Postgres.ToConnectionString(), StringComparison.Ordinal);
        Assert.Empty(settings.Postgres.Broken());
    }

    [Fact]
    public void what_somebody_has_chosen_is_not_replaced()
    {
        Write();
        var demo = DemoPartsFile.Find(folder.Path)!;
        Assert.Null(demo.Over(new Settings { Kafka = new KafkaOptions { BootstrapServers = "broker:9092" } }));
        Assert.Null(demo.Over(new Settings { SchemaRegistry = new SchemaRegistryOptions { Url = "http://registry" } }));
        Assert.Null(demo.Over(new Settings { Postgres = new PostgresOptions { Password = "p" } }));
    }

    [Fact]
    public void only_its_owner_may_read_it()
    {
        if (OperatingSystem.IsWindows())
            return;
        Write();
        Assert.Equal(OwnerOnly.FileMode, File.GetUnixFileMode(DemoPartsFile.PathIn(folder.Path)));
    }

    [Theory]
    [InlineData("process_id", 999_999_999)]
    [InlineData("process_started_at", "2001-01-01T00:00:00Z")]
    public void the_file_of_a_demo_that_is_gone_counts_for_nothing(string name, object value)
    {
        Write();
        var file = JsonNode.Parse(File.ReadAllText(DemoPartsFile.PathIn(folder.Path)))!;
        file[name] = value is int number ? JsonValue.Create(number) : JsonValue.Create((string)value);
        File.WriteAllText(DemoPartsFile.PathIn(folder.Path), file.ToJsonString());
        Assert.Null(DemoPartsFile.Find(folder.Path));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("[1")]
    public void a_damaged_file_counts_for_nothing(string text)
    {
        File.WriteAllText(DemoPartsFile.PathIn(folder.Path), text);
        Assert.Null(DemoPartsFile.Find(folder.Path));
    }

    [Fact]
    public void it_is_gone_with_the_demo()
    {
        Write();
        DemoPartsFile.Remove(folder.Path);
        Assert.Null(DemoPartsFile.Find(folder.Path));
    }
}
