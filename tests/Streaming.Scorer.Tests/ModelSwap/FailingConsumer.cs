using System.Reflection;
using Confluent.Kafka;
using Streaming.Models.Policy;

namespace Streaming.Scorer.Tests.ModelSwap;

/// <summary>A consumer that fails when a test says so and otherwise passes everything on. Not sealed and public: the framework derives from
/// it.</summary>
public class FailingConsumer : DispatchProxy
{
    internal IConsumer<byte[], byte[]> Real { get; set; } = null!;

    internal Action BeforeConsume { get; set; } = () => { };

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        if (targetMethod!.Name == nameof(IConsumer<byte[], byte[]>.Consume))
            BeforeConsume();
        return targetMethod.Invoke(Real, BindingFlags.DoNotWrapExceptions, null, args, null);
    }
}
