using Confluent.Kafka;
using Npgsql;
using Xunit;

namespace Streaming.Host.Tests;

public sealed class FailureFormatterTests
{
    private static readonly Exception Away = new NpgsqlException(
        "Failed to connect to 127.0.0.1:5432",
        new System.Net.Sockets.SocketException(111)
    );

    public static TheoryData<Exception, string> Failing =>
        new()
        {
            { new KafkaException(ErrorCode.Local_Transport), "Kafka:BootstrapServers" },
            { new KafkaException(ErrorCode.Local_AllBrokersDown), "Kafka:BootstrapServers" },
            { new KafkaException(ErrorCode.Local_TimedOut), "Kafka:BootstrapServers" },
            { Away, "Postgres:ConnectionString" },
            { new InvalidOperationException("Marten Command Failure:$ $ $", Away), "Postgres:ConnectionString" },
            { new IOException("No space left on device", 28), "the disk is full" },
            { new InvalidOperationException("wrapped", new IOException("No space left on device", 28)), "the disk is full" },
            { new IOException("Too many open files", 24), "ulimit -n" },
            { new InsufficientMemoryException("Out of memory."), "memory ran out" },
        };

    [Theory]
    [MemberData(nameof(Failing), DisableDiscoveryEnumeration = true)]
    public void what_is_away_or_full_is_named_with_its_remedy(Exception failure, string named)
    {
        using var error = new StringWriter();
        Assert.Equal(ExitCodes.Failed, Failures.Report(failure, error));
        Assert.Contains(named, error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("unexpected failure", error.ToString(), StringComparison.Ordinal);
        Assert.Single(error.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Theory]
    [InlineData("Max open files            256                  256                  files     ", 256L)]
    [InlineData("Max open files            unlimited            unlimited            files     ", null)]
    [InlineData("Max processes             5                    5                    processes ", null)]
    public void the_limit_of_open_files_is_read_as_the_system_writes_it(string line, long? files) =>
        Assert.Equal(files, FileLimit.Of(["Limit Soft Hard Units", line]));
}
