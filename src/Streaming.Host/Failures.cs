using System.CommandLine;
using Confluent.Kafka;
using Npgsql;
using Streaming.Accounts;
using Streaming.Audit;
using Streaming.Audit.Chain;
using Streaming.Audit.Promotions;
using Streaming.Audit.Runs;
using Streaming.Console.Seeding;
using Streaming.Embedded;
using Streaming.Host.Configuration;
using Streaming.Host.Tables;
using Streaming.Kafka.Registry;
using Streaming.Marketplace.Replay;
using Streaming.Marketplace.Synthetic;
using Streaming.Marketplace.Tables;
using Streaming.Models.Artifacts;
using Streaming.Quality.Tables;
using Streaming.Replays.Redrives;
using Streaming.Retraining.Promotions;
using Streaming.Retraining.Runs;
using Streaming.Retraining.Stages;
using Streaming.Scorer.Faults;
using Streaming.Training;

namespace Streaming.Host;

/// <summary>Which exception ends the program how: the one place where this is decided.</summary>
internal static class Failures
{
    /// <summary>Writes what went wrong, a line for each problem, and gives the exit code. An exception that nobody foresaw is written
    /// whole.</summary>
    /// <param name="failure">What ended the command.</param>
    /// <param name="error">Receives the lines.</param>
    /// <param name="parsed">The command line, for the settings that the failure is about; null when there is none.</param>
    public static int Report(Exception failure, TextWriter error, ParseResult? parsed = null)
    {
        // in another library's wrapping, which holds pages of SQL
        var database = ExitCodeOf(failure) is null ? DatabaseFailure.CauseOf(failure) : null;
        if (database is not null)
            failure = new FailedException($"the database failed: {database.Message}", failure);
        var exitCode = ExitCodeOf(failure);
        var problems = failure switch
        {
            SettingsException settings => settings.Problems,
            SchemaException schema => schema.Problems,
            TablesRefusedException tables => tables.Problems,
            _ => null,
        };
        if (problems is not null)
        {
            foreach (var problem in problems)
                error.WriteLine($"streaming: {problem}");
        }
        else if (exitCode is { } foreseen)
        {
            error.WriteLine(
                foreseen == ExitCodes.Interrupted ? "streaming: interrupted" : $"streaming: {OneLine(FailureFormatter.Of(failure, parsed))}"
            );
        }
        else
        {
            error.WriteLine($"streaming: unexpected failure, please report it: {failure}");
        }

        return exitCode ?? ExitCodes.Failed;
    }

    private static int? ExitCodeOf(Exception failure) =>
        failure switch
        {
            SettingsException
            or SchemaException
            or TablesRefusedException
            or BadInputException
            or ArtifactException
            or TrainingException
            or TableException
            or MarketplaceFolderException
            or PromotionRefusedException
            or AccountsException
            or GateOverrideException
            or RedriveRefusedException
            or RunRefusedException
            or UnknownRunException
            or StageException
            or SeedRefusedException
            or AdoptionRefusedException => ExitCodes.BadInput,
            FileNotFoundException or DirectoryNotFoundException => ExitCodes.BadInput,
            OperationCanceledException => ExitCodes.Interrupted,
            RegistryUnavailableException
            or SchemaRefusedException
            or EmbeddedPartException
            or KafkaException
            or NpgsqlException
            or PublishException
            or PublicationFailedException
            or RedriveFailedException
            or TopicLayoutException
            or ChainBrokenException
            or RunActiveException
            or RunConflictException
            or FailedException => ExitCodes.Failed,
            IOException or InvalidDataException or UnauthorizedAccessException or TimeoutException or OutOfMemoryException =>
                ExitCodes.Failed,
            _ when FailureFormatter.IsDiskFull(failure) => ExitCodes.Failed,
            _ => null,
        };

    private static string OneLine(string message) =>
        string.Join(" ", message.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
}

/// <summary>What was given cannot be used; the message names the option or place, the value and what is allowed.</summary>
public sealed class BadInputException(string message) : Exception(message);

/// <summary>A foreseen failure that is not the input's fault; the message says what to do.</summary>
public sealed class FailedException(string message, Exception? inner = null) : Exception(message, inner);
