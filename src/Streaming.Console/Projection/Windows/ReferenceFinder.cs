using Microsoft.Extensions.Logging;
using Npgsql;
using Streaming.Console.Storage;
using Streaming.Contracts.Rules;
using Streaming.Models;

namespace Streaming.Console.Projection.Windows;

/// <summary>Gives the models of the windows the training counts that their artifacts carry. What is not found is looked for
/// again.</summary>
internal sealed class ReferenceFinder(Func<string, CancellationToken, Task<byte[]?>> artifact, ILogger log)
{
    private const string Missing = "select model_sha256, features, bins from console.model_bins where reference is null";

    /// <summary>Artifacts that were found and cannot be used; trying again would not help.</summary>
    private readonly HashSet<string> unusable = [];

    public async Task FindMissingAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        var missing = await connection.QueryAsync(
            Missing,
            row => (Sha256: row.GetString(0), Layout: new BinLayout(row.GetFieldValue<string[]>(1), row.GetFieldValue<int[]>(2))),
            cancellation
        );
        foreach (var (sha256, layout) in missing.Where(model => !unusable.Contains(model.Sha256)))
        {
            try
            {
                if (!IsHash(sha256))
                    throw new InvalidDataException("it is no SHA-256: a model is named by 64 lower-case hexadecimal digits");
                if (await artifact(sha256, cancellation) is not { } bytes)
                    continue;
                var reference = ServingModel.Load(bytes, sha256).Reference;
                if (!BinLayout.Of(reference).IsSame(layout))
                    throw new InvalidDataException("its bins are not those of the windows that name it");
                await StoreAsync(connection, sha256, layout, reference, cancellation);
            }
            catch (Exception fault)
                when (fault
                        is not (
                            NpgsqlException
                            or IOException
                            or TimeoutException
                            or InvalidOperationException
                            or OperationCanceledException
                            or OutOfMemoryException
                        )
                )
            {
                unusable.Add(sha256);
                log.LogWarning("Drift against model {Sha256} cannot be told: {Reason}", PlainText.Visible(sha256), fault.Message);
            }
        }
    }

    /// <summary>As artifacts are named.</summary>
    public static bool IsHash(string sha256) => sha256.Length == 64 && sha256.All(char.IsAsciiHexDigitLower);

    public static Task StoreAsync(
        NpgsqlConnection connection,
        string sha256,
        BinLayout layout,
        Reference reference,
        CancellationToken cancellation
    ) =>
        connection.ExecuteAsync(
            "update console.model_bins set edges = $2, reference = $3 where model_sha256 = $1",
            cancellation,
            sha256,
            BinLayout.Edges(reference),
            layout.Counts(reference)
        );
}
