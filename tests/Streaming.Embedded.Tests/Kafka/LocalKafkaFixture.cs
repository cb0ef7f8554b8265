using Microsoft.Extensions.Logging.Abstractions;
using Streaming.Embedded.Kafka;
using Streaming.Testing;

namespace Streaming.Embedded.Tests.Kafka;

/// <summary>One real broker for the classes that look at the broker itself; skipped where there is no distribution.</summary>
public sealed class LocalKafkaFixture : IAsyncDisposable
{
    private readonly SemaphoreSlim gate = new(1, 1);
    private readonly TemporaryFolder folder = new("local-kafka");
    private LocalKafka? broker;

    public async Task<IKafkaBroker> BrokerAsync()
    {
        var home = RealParts.RequireKafkaHome();
        await gate.WaitAsync();
        try
        {
            return broker ??= await LocalKafka.StartAsync(
                new KafkaBrokerOptions { DataFolder = folder.Path, KafkaHome = home }, NullLogger.Instance, TimeProvider.System);
        }
        finally
        {
            gate.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (broker is not null)
            await broker.DisposeAsync();
        folder.Dispose();
        gate.Dispose();
    }
}
