using System.ComponentModel.DataAnnotations;

namespace Streaming.Host.Configuration;

/// <summary>The parts that <c>demo</c> starts inside or beside its own process.</summary>
public sealed record EmbeddedOptions
{
    /// <summary>Folder of the embedded parts' data; made when missing, safe to delete while nothing runs. Default <c>.data</c>.</summary>
    [Required]
    public string DataFolder { get; init; } = ".data";
}
