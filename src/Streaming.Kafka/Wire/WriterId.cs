using System.Globalization;

namespace Streaming.Kafka.Wire;

/// <summary>What names a record's schema: a number of the registry, or the schema's GUID.</summary>
/// <param name="Number">1 and up; 0 where a GUID names the schema.</param>
/// <param name="Unique">Empty where a number does.</param>
public readonly record struct WriterId(int Number, Guid Unique)
{
    public static WriterId Of(int number) => new(number, Guid.Empty);

    public static WriterId Of(Guid unique) => new(0, unique);

    public bool IsGuid => Unique != Guid.Empty;

    public bool Equals(WriterId other) => Number == other.Number && Unique == other.Unique;

    public override int GetHashCode() => IsGuid ? Unique.GetHashCode() : Number;

    public override string ToString() =>
        IsGuid ? $"schema guid {Unique}" : string.Create(CultureInfo.InvariantCulture, $"schema id {Number}");
}
