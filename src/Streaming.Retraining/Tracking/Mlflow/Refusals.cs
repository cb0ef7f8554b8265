using System.Text.Json;

namespace Streaming.Retraining.Tracking.Mlflow;

/// <summary>What came back, whole.</summary>
/// <param name="Location">Where a redirect points.</param>
/// <param name="RetryAfter">The pause that the server asks for.</param>
internal sealed record MlflowReply(int Status, string Text, Uri? Location, TimeSpan? RetryAfter);

/// <summary>Tells the answers that may pass from those that will not before somebody changes something.</summary>
internal static class Refusals
{
    private const int ShownLength = 300;

    /// <exception cref="TrackingException">The answer will be the same next time.</exception>
    public static void ThrowUnlessItMayPass(MlflowReply reply, string address)
    {
        if (reply.Status == 503 && reply.Text.Contains("--no-serve-artifacts", StringComparison.Ordinal))
            throw new ArtifactsNotServedException($"{address}: the server runs with --no-serve-artifacts and takes no artifacts over HTTP");
        if (reply.Status is >= 500 or 429 or 408)
            return;
        throw reply.Status switch
        {
            401 or 403 => new TrackingRefusedException(
                $"{address} refused access (HTTP {reply.Status}); see MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, "
                    + $"MLFLOW_TRACKING_TOKEN or DAGSHUB_TOKEN"
            ),
            >= 300 and < 400 => new TrackingRefusedException(
                $"{address} redirects (HTTP {reply.Status}) to {Target(reply.Location)}; set the tracking address to where the server is"
            ),
            _ => Understood(reply, address),
        };
    }

    public static string Start(string text) => text.Length <= ShownLength ? text : text[..ShownLength] + "…";

    /// <summary>Without query: a sign-in page's may carry what was asked.</summary>
    private static string Target(Uri? location) =>
        location is null ? "nowhere"
        : location.IsAbsoluteUri ? location.GetLeftPart(UriPartial.Path)
        : location.ToString().Split('?')[0];

    private static TrackingRefusedException Understood(MlflowReply reply, string address)
    {
        try
        {
            using var document = JsonDocument.Parse(reply.Text);
            if (document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("error_code", out var code))
            {
                var message = document.RootElement.TryGetProperty("message", out var said) ? said.ToString() : "no message";
                return new TrackingRefusedException(
                    $"{address} refused with {code} (HTTP {reply.Status}): {Start(message)}",
                    code.ToString()
                );
            }
        }
        catch (JsonException)
        {
            // Told below, together with JSON of another form.
        }

        return new TrackingRefusedException(
            $"{address} answered HTTP {reply.Status} with something that MLflow does not say: {Start(reply.Text)}; "
                + $"is the tracking address right?"
        );
    }
}
