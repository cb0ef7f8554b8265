using Confluent.Kafka;
using Microsoft.Extensions.DependencyInjection;
using Streaming.Kafka.Registry;
using Streaming.Replays.DeadLetters;
using Streaming.Replays.OfflineScoring;
using Streaming.Replays.Proofs;
using Streaming.Replays.Redrives;
using Streaming.Scorer;
using Streaming.Scorer.ModelSwap;
using Streaming.Testing;
using Streaming.Testing.Registry;
using Xunit;

namespace Streaming.Replays.Tests;

public sealed class ReplayServicesTests
{
    [Theory]
    [InlineData(typeof(TopicLog))]
    [InlineData(typeof(DecisionLog))]
    [InlineData(typeof(DecisionSearch))]
    [InlineData(typeof(Prover))]
    [InlineData(typeof(DeadLetterListing))]
    [InlineData(typeof(Redrive))]
    public void each_that_asks_gets_a_replay_of_its_own(Type replay)
    {
        using var folder = new TemporaryFolder("replays");
        using var services = new ServiceCollection()
            .AddLogging()
            .AddSingleton<ISchemaRegistry>(new InMemorySchemaRegistry())
            .AddSingleton(new ArtifactCache(folder.Path, (_, _) => Task.FromResult<byte[]?>(null)))
            .AddReplays(new ScorerSettings { Client = new ClientConfig(), Instance = "replays" })
            .BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });

        Assert.NotSame(services.GetRequiredService(replay), services.GetRequiredService(replay));
    }
}
