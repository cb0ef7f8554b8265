using System.Security.Cryptography;

namespace Streaming.Console.Pages.Audit;

/// <summary>
/// The last checks of the trail that somebody asked this process for, so that a page can be loaded again without checking again.
/// Thread-safe.
/// </summary>
public sealed class AuditChecks
{
    private const int MostKept = 16;
    private const int IdBytes = 8;

    private readonly Lock gate = new();
    private readonly LinkedList<(string Id, AuditCheck Check)> kept = [];

    /// <returns>The id under which it is found.</returns>
    public string Keep(AuditCheck check)
    {
        var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(IdBytes));
        lock (gate)
        {
            kept.AddLast((id, check));
            if (kept.Count > MostKept)
                kept.RemoveFirst();
        }

        return id;
    }

    /// <summary>Null when it is no longer kept, or was done by another process.</summary>
    public AuditCheck? Find(string id)
    {
        lock (gate)
            return kept.FirstOrDefault(one => one.Id == id).Check;
    }
}
