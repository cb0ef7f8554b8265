using Confluent.Kafka;
using Microsoft.Extensions.DependencyInjection;
using Prometheus;
using Streaming.Api.OnDemand;
using Streaming.Kafka.Registry;
using Streaming.Models;
using Streaming.Scorer;
using Streaming.Scorer.ModelSwap;
using Streaming.Testing.Registry;
using Xunit;

namespace Streaming.Api.Tests;

/// <summary>The composition of the role, with parts that nobody reaches.</summary>
public sealed class ApiServicesTests
{
    private const string OfTheScorer = "parked_orders";

    private readonly CollectorRegistry metrics = Metrics.NewCustomRegistry();

    [Fact]
    public async Task beside_a_scorer_the_scorers_model_is_served_and_its_counts_are_left_alone()
    {
        var slot = new ModelSlot();
        await using var services = Services().AddSingleton(slot).BuildServiceProvider();

        Assert.Same(slot, services.GetRequiredService<OnDemandService>().Models);
        Assert.NotNull(services.GetRequiredService<ApiPart>());
        Assert.DoesNotContain(OfTheScorer, await TextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task alone_it_has_a_model_of_its_own_and_counts_what_it_follows()
    {
        await using var services = Services().BuildServiceProvider();

        Assert.Null(services.GetRequiredService<OnDemandService>().Models.Current);
        Assert.Contains(OfTheScorer, await TextAsync(), StringComparison.Ordinal);
    }

    private IServiceCollection Services() =>
        new ServiceCollection()
            .AddLogging()
            .AddSingleton(TimeProvider.System)
            .AddSingleton<IMetricFactory>(Metrics.WithCustomRegistry(metrics))
            .AddSingleton<ISchemaRegistry>(new InMemorySchemaRegistry())
            .AddSingleton(new ArtifactCache(Path.GetTempPath(), (_, _) => Task.FromResult<byte[]?>(null)))
            .AddApi(
                new ApiOptions(),
                new ScorerSettings
                {
                    Client = new ClientConfig { BootstrapServers = "127.0.0.1:1" },
                    Instance = "api-services",
                }
            );

    private async Task<string> TextAsync()
    {
        using var text = new MemoryStream();
        await metrics.CollectAndExportAsTextAsync(text);
        return System.Text.Encoding.UTF8.GetString(text.ToArray());
    }
}
