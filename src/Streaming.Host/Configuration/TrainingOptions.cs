using System.ComponentModel.DataAnnotations;

namespace Streaming.Host.Configuration;

/// <summary>How a model is fitted.</summary>
public sealed record TrainingOptions
{
    /// <summary>Seed of everything drawn at random in training; the same seed and data give the same artifact. Default 1.</summary>
    [Between(0, int.MaxValue)]
    public int Seed { get; init; } = 1;
}
