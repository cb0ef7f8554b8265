using System.Runtime.InteropServices;
using System.Text;
using Streaming.Contracts;
using Streaming.Features;
using Streaming.Features.Predecessor;

namespace Streaming.Training.Replay;

/// <summary>
/// An <see cref="OrderTable"/> as compact bytes, little-endian: magic, feature version, widths, counts, then row after row: order id,
/// delivery time, flags,
/// 32-bit floats, categories by their place in the file's own list of texts (a text is written where it first occurs), labels. Equal tables
/// give equal bytes.
/// </summary>
public static class OrderTableFile
{
    private const string Magic = "STRROWS1";
    private const byte Open = 1;
    private const byte HasBlanked = 2;
    private const byte Everything = 4;

    private static readonly int[] Categorical =
    [
        .. Enumerable.Range(0, FeatureSchema.All.Count).Where(index => FeatureSchema.All[index].Kind == FeatureKind.Categorical),
    ];
    private static readonly int[] PredecessorCategorical =
    [
        .. Enumerable.Range(0, PredecessorFeatures.Names.Count).Where(PredecessorFeatures.IsCategorical),
    ];

    public static void Write(Stream stream, OrderTable table)
    {
        using var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
        writer.Write(Encoding.ASCII.GetBytes(Magic));
        writer.Write(FeatureSchema.Version);
        writer.Write(FeatureSchema.All.Count);
        writer.Write(PredecessorFeatures.Names.Count);
        writer.Write(table.DataHash);
        writer.Write(table.Reviews);
        writer.Write(table.Ends.Milliseconds);
        writer.Write(table.Orders.Count);
        var texts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var order in table.Orders)
            Write(writer, order, texts);
    }

    /// <exception cref="InvalidDataException">Not such a file, cut short, or of another feature version.</exception>
    public static OrderTable Read(Stream stream)
    {
        using var reader = new BinaryReader(stream, Encoding.UTF8, leaveOpen: true);
        try
        {
            if (Encoding.ASCII.GetString(reader.ReadBytes(Magic.Length)) != Magic)
                throw new InvalidDataException($"not a table of feature rows: it does not begin with {Magic}");
            var version = reader.ReadString();
            int features = reader.ReadInt32(),
                predecessor = reader.ReadInt32();
            if (version != FeatureSchema.Version || features != FeatureSchema.All.Count || predecessor != PredecessorFeatures.Names.Count)
                throw new InvalidDataException(
                    $"the rows are of feature version {version} with {features} values, this program computes version "
                        + $"{FeatureSchema.Version} with {FeatureSchema.All.Count}"
                );
            var (hash, reviews, ends) = (reader.ReadString(), reader.ReadInt32(), new LocalTime(reader.ReadInt64()));
            var orders = new DeliveredOrder[reader.ReadInt32()];
            var texts = new List<string>();
            for (var i = 0; i < orders.Length; i++)
                orders[i] = ReadOrder(reader, texts);
            return new OrderTable(orders, reviews, ends, hash);
        }
        catch (Exception broken) when (broken is EndOfStreamException or ArgumentException or OverflowException or FormatException)
        {
            throw new InvalidDataException("the table of feature rows is cut short or damaged: " + broken.Message, broken);
        }
    }

    private static void Write(BinaryWriter writer, DeliveredOrder order, Dictionary<string, int> texts)
    {
        writer.Write(order.OrderId);
        writer.Write(order.DeliveredAt.Milliseconds);
        writer.Write(
            (byte)(
                (order.IsOpen ? Open : 0)
                | (order.Blanked is null ? 0 : HasBlanked)
                | (order.Blanked is { Everything: true } ? Everything : 0)
            )
        );
        Write(writer, order.Values, order.Categories, Categorical, texts);
        Write(writer, order.Predecessor, order.PredecessorCategories, PredecessorCategorical, texts);
        if (order.Blanked is { } blanked)
            Write(writer, blanked.Values, blanked.Categories, Categorical, texts);
        writer.Write7BitEncodedInt(order.Labels.Count);
        foreach (var label in order.Labels)
        {
            writer.Write(label.KnownAt.Milliseconds);
            writer.Write(label.Satisfied);
        }
    }

    private static DeliveredOrder ReadOrder(BinaryReader reader, List<string> texts)
    {
        var (id, delivered, flags) = (reader.ReadString(), new LocalTime(reader.ReadInt64()), reader.ReadByte());
        var (values, categories) = ReadVector(reader, FeatureSchema.All.Count, Categorical, texts);
        var (predecessor, predecessorCategories) = ReadVector(reader, PredecessorFeatures.Names.Count, PredecessorCategorical, texts);
        BlankedOrder? blanked = null;
        if ((flags & HasBlanked) != 0)
        {
            var (some, ofSome) = ReadVector(reader, FeatureSchema.All.Count, Categorical, texts);
            blanked = new BlankedOrder(some, ofSome, (flags & Everything) != 0);
        }

        var labels = new KnownLabel[reader.Read7BitEncodedInt()];
        for (var i = 0; i < labels.Length; i++)
            labels[i] = new KnownLabel(new LocalTime(reader.ReadInt64()), reader.ReadBoolean());
        return new DeliveredOrder
        {
            OrderId = id,
            DeliveredAt = delivered,
            Values = values,
            Categories = categories,
            Predecessor = predecessor,
            PredecessorCategories = predecessorCategories,
            Blanked = blanked,
            IsOpen = (flags & Open) != 0,
            Labels = labels,
        };
    }

    private static void Write(BinaryWriter writer, float[] values, string?[] categories, int[] categorical, Dictionary<string, int> texts)
    {
        writer.Write(MemoryMarshal.AsBytes<float>(values));
        foreach (var index in categorical)
        {
            // 0 is missing, one past the last known text a new one, which follows.
            if (categories[index] is not { } category)
                writer.Write7BitEncodedInt(0);
            else if (texts.TryGetValue(category, out var known))
                writer.Write7BitEncodedInt(known);
            else
            {
                texts.Add(category, texts.Count + 1);
                writer.Write7BitEncodedInt(texts.Count);
                writer.Write(category);
            }
        }
    }

    private static (float[] Values, string?[] Categories) ReadVector(BinaryReader reader, int width, int[] categorical, List<string> texts)
    {
        var values = new float[width];
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
        var categories = new string?[width];
        foreach (var index in categorical)
        {
            var place = reader.Read7BitEncodedInt();
            if (place == 0)
                continue;
            if (place == texts.Count + 1)
                texts.Add(reader.ReadString());
            categories[index] = texts[place - 1];
        }

        return (values, categories);
    }
}
