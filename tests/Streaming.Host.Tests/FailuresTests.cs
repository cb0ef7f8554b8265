using Npgsql;
using Streaming.Audit;
using Streaming.Audit.Promotions;
using Streaming.Kafka.Registry;
using Streaming.Marketplace.Synthetic;
using Streaming.Models.Artifacts;
using Streaming.Retraining.Promotions;
using Streaming.Training;
using Xunit;

namespace Streaming.Host.Tests;

public sealed class FailuresTests
{
    public static TheoryData<Exception, int> Foreseen =>
        new()
        {
            { new BadInputException("m"), ExitCodes.BadInput },
            { new ArtifactException("m"), ExitCodes.BadInput },
            { new TrainingException("m"), ExitCodes.BadInput },
            { new MarketplaceFolderException("m"), ExitCodes.BadInput },
            { new PromotionRefusedException("m"), ExitCodes.BadInput },
            { new GateOverrideException("m"), ExitCodes.BadInput },
            { new FileNotFoundException("m"), ExitCodes.BadInput },
            { new DirectoryNotFoundException("m"), ExitCodes.BadInput },
            { new RegistryUnavailableException("m"), ExitCodes.Failed },
            { new FailedException("m"), ExitCodes.Failed },
            { new PublicationFailedException("m"), ExitCodes.Failed },
            { new IOException("m"), ExitCodes.Failed },
        };

    [Theory]
    [MemberData(nameof(Foreseen), DisableDiscoveryEnumeration = true)]
    public void a_foreseen_failure_is_one_line_and_a_meaning(Exception failure, int exitCode)
    {
        using var error = new StringWriter();
        Assert.Equal(exitCode, Failures.Report(failure, error));
        Assert.Equal("streaming: m\n", error.ToString());
    }

    [Fact]
    public void a_message_of_several_lines_becomes_one()
    {
        using var error = new StringWriter();
        Failures.Report(new FailedException("first\r\n  second"), error);
        Assert.Equal("streaming: first second\n", error.ToString());
    }

    [Fact]
    public void an_interruption_has_the_shells_own_code()
    {
        using var error = new StringWriter();
        Assert.Equal(ExitCodes.Interrupted, Failures.Report(new OperationCanceledException(), error));
        Assert.Equal("streaming: interrupted\n", error.ToString());
    }

    [Fact]
    public void a_failure_that_nobody_foresaw_is_shown_whole()
    {
        using var error = new StringWriter();
        Assert.Equal(ExitCodes.Failed, Failures.Report(new InvalidOperationException("bug"), error));
        Assert.Contains(nameof(InvalidOperationException), error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void a_database_in_another_librarys_wrapping_is_told_in_its_own_words()
    {
        using var error = new StringWriter();
        var wrapped = new InvalidOperationException(
            "pages of SQL",
            new AggregateException(new NpgsqlException("Failed to connect to 127.0.0.1:5432"))
        );

        Assert.Equal(ExitCodes.Failed, Failures.Report(wrapped, error));
        Assert.Equal(ExitCodes.Failed, Failures.Report(new ObjectDisposedException(nameof(NpgsqlTransaction)), error));

        Assert.StartsWith(
            "streaming: the database failed: Failed to connect to 127.0.0.1:5432\nstreaming: the database failed: "
                + "the connection broke in the middle of a transaction",
            error.ToString(),
            StringComparison.Ordinal
        );
        Assert.DoesNotContain("please report", error.ToString(), StringComparison.Ordinal);
    }
}
