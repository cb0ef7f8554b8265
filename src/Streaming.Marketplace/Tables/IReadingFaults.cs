namespace Streaming.Marketplace.Tables;

/// <summary>Is told of what would otherwise end the reading of a table.</summary>
public interface IReadingFaults
{
    /// <summary>A row is skipped: it has another width than the header.</summary>
    void Unreadable(int line, string found, string rule);
}
