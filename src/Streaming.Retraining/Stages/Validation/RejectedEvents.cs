using System.Buffers.Binary;
using Streaming.Contracts;

namespace Streaming.Retraining.Stages.Validation;

/// <summary>
/// Which events of the log are left out, because the live scorer would send them to the dead letters: their places in the log, from 0,
/// ascending, as eight bytes each
/// (little-endian).
/// </summary>
public static class RejectedEvents
{
    /// <summary>The file as a later stage's input.</summary>
    public const string Artifact = $"{ValidationStage.StageName}/{FileName}";

    /// <summary>The file among the stage's outputs.</summary>
    public const string FileName = "rejected.bin";

    public static void Write(string path, IReadOnlyList<long> places)
    {
        var bytes = new byte[places.Count * sizeof(long)];
        for (var i = 0; i < places.Count; i++)
            BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(i * sizeof(long)), places[i]);
        using var file = OwnerOnly.Create(path);
        file.Write(bytes);
    }

    /// <exception cref="InvalidDataException">The file was cut.</exception>
    public static IReadOnlySet<long> Read(string path)
    {
        var bytes = File.ReadAllBytes(path);
        if (bytes.Length % sizeof(long) != 0)
            throw new InvalidDataException($"{path} holds {bytes.Length} bytes, no whole number of places");
        var places = new HashSet<long>(bytes.Length / sizeof(long));
        for (var i = 0; i < bytes.Length; i += sizeof(long))
            places.Add(BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(i)));
        return places;
    }
}
