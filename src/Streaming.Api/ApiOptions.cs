using Streaming.Contracts.Settings;

namespace Streaming.Api;

/// <summary>The role <c>api</c>: <c>POST /api/score</c> and <c>POST /predict</c>.</summary>
public sealed record ApiOptions
{
    /// <summary>Orders that one request may hold, 1 to 10,000: all are scored in one go, others wait. Default 500.</summary>
    [Between(1, 10_000)]
    public int MaxOrders { get; init; } = 500;

    /// <summary>Largest body in kilobytes, 1 to 16,384. Default 1,024.</summary>
    [Between(1, 16_384)]
    public int MaxBodyKilobytes { get; init; } = 1_024;

    /// <summary>Requests that may wait or be scored at once, 1 to 10,000; one more is told to come back. Default 64.</summary>
    [Between(1, 10_000)]
    public int MaxWaiting { get; init; } = 64;
}
