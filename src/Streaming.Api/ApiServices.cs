using Prometheus;
using Streaming.Api.OnDemand;
using Streaming.Kafka.Registry;
using Streaming.Models;
using Streaming.Scorer;
using Streaming.Scorer.ModelSwap;
using Streaming.Scorer.Monitoring;

namespace Streaming.Api;

/// <summary>Composition of the role <c>api</c>.</summary>
public static class ApiServices
{
    /// <summary>Behind the instance's name: no scorer's may end so.</summary>
    public const string InstanceSuffix = "-api";

    /// <summary>
    /// Adds <see cref="OnDemandService"/>, which the role runs, and <see cref="ApiPart"/>, which the server maps. Takes from the container:
    /// <see cref="ISchemaRegistry"/>, <see cref="ArtifactCache"/>, <see cref="IMetricFactory"/>, <see cref="TimeProvider"/> and logging.
    /// Where a <see cref="ModelSlot"/> is there, the model of the scorer beside it is served; else promotions are followed, and compared
    /// with <see cref="DecisionSource"/> where that is there.
    /// </summary>
    /// <param name="services">Of the process.</param>
    /// <param name="options">Limits of requests.</param>
    /// <param name="scorer">Settings of the scorer that reads the same topics.</param>
    public static IServiceCollection AddApi(this IServiceCollection services, ApiOptions options, ScorerSettings scorer)
    {
        services.AddSingleton(options);
        services.AddSingleton<ApiMetrics>();
        services.AddSingleton(provider =>
        {
            var models = provider.GetService<ModelSlot>();
            var ofApi = scorer with { Instance = scorer.Instance + InstanceSuffix };
            // the scorer beside it counts promotions already
            var metrics = new ScorerMetrics(models is null ? provider.GetRequiredService<IMetricFactory>() : Nowhere());
            var registry = provider.GetRequiredService<ISchemaRegistry>();
            var log = provider.GetRequiredService<ILogger<OnDemandService>>();
            var source = new ModelSource(provider.GetRequiredService<ArtifactCache>(), provider.GetService<DecisionSource>());
            var feed = models is null ? ModelFeed.Following(ofApi, registry, source, metrics, log) : ModelFeed.Beside(models);
            var clock = provider.GetRequiredService<TimeProvider>();
            return new OnDemandService(new OnDemandSettings(ofApi, options.MaxWaiting), registry, feed, metrics, clock, log);
        });
        services.AddSingleton(provider => new ApiPart(
            provider.GetRequiredService<OnDemandService>(),
            options,
            provider.GetRequiredService<ApiMetrics>(),
            provider.GetRequiredService<TimeProvider>()
        ));
        return services;
    }

    private static MetricFactory Nowhere() => Metrics.WithCustomRegistry(Metrics.NewCustomRegistry());
}
