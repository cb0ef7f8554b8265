using Confluent.Kafka;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Prometheus;
using Streaming.Kafka.Registry;
using Streaming.Models;
using Streaming.Scorer.ModelSwap;
using Streaming.Scorer.Monitoring;
using Streaming.Testing;
using Streaming.Testing.Registry;
using Xunit;

namespace Streaming.Scorer.Tests;

public sealed class ScorerServicesTests : IDisposable
{
    private readonly TemporaryFolder folder = new("scorer");

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task the_one_scorer_of_a_container_is_its_hosted_service()
    {
        await using var services = Services(_ => { });

        Assert.Same(services.GetRequiredService<ScorerService>(), Assert.Single(services.GetServices<IHostedService>()));
    }

    [Fact]
    public async Task a_slot_and_metrics_that_are_there_already_are_used()
    {
        var (slot, metrics) = (new ModelSlot(), new ScorerMetrics(Metrics.WithCustomRegistry(Metrics.NewCustomRegistry())));
        await using var services = Services(services => services.AddSingleton(slot).AddSingleton(metrics));

        Assert.Same(slot, services.GetRequiredService<ScorerService>().Models);
        Assert.Same(metrics, services.GetRequiredService<ScorerMetrics>());
    }

    private ServiceProvider Services(Action<IServiceCollection> before)
    {
        var services = new ServiceCollection()
            .AddLogging()
            .AddSingleton<ISchemaRegistry>(new InMemorySchemaRegistry())
            .AddSingleton(new ArtifactCache(folder.Path, (_, _) => Task.FromResult<byte[]?>(null)));
        before(services);
        return services
            .AddScorer(new ScorerSettings { Client = new ClientConfig(), Instance = "scorer-1" })
            .BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
    }
}
