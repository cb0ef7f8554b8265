using System.Text;
using Streaming.Contracts;

namespace Streaming.Training.Replay;

/// <summary>A <see cref="TimeSplit"/> as indices into the table of rows; the sign of a step tells the label. Equal splits give equal
/// bytes.</summary>
public static class TimeSplitFile
{
    private const string Magic = "STRSPLT2";

    public static void Write(Stream stream, TimeSplit split)
    {
        using var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
        writer.Write(Encoding.ASCII.GetBytes(Magic));
        writer.Write(split.TestFrom);
        writer.Write(split.TestBegins.Milliseconds);
        writer.Write(split.TestTo);
        Write(writer, split.Fit);
        Write(writer, split.Test);
        Write(writer, split.Recent);
        writer.Write(split.Folds.Count);
        foreach (var fold in split.Folds)
        {
            writer.Write(fold.Begins.Milliseconds);
            Write(writer, fold.Fit);
            Write(writer, fold.Predict);
        }
    }

    /// <exception cref="InvalidDataException">Not such a file, or cut short.</exception>
    public static TimeSplit Read(Stream stream)
    {
        using var reader = new BinaryReader(stream, Encoding.UTF8, leaveOpen: true);
        try
        {
            if (Encoding.ASCII.GetString(reader.ReadBytes(Magic.Length)) != Magic)
                throw new InvalidDataException($"not a split: it does not begin with {Magic}");
            var (from, begins, to) = (reader.ReadInt32(), new LocalTime(reader.ReadInt64()), reader.ReadInt32());
            var (fit, test, recent) = (ReadRows(reader), ReadRows(reader), ReadRows(reader));
            var folds = new Fold[reader.ReadInt32()];
            for (var i = 0; i < folds.Length; i++)
                folds[i] = new Fold(new LocalTime(reader.ReadInt64()), ReadRows(reader), ReadRows(reader));
            return new TimeSplit
            {
                TestFrom = from,
                TestBegins = begins,
                TestTo = to,
                Fit = fit,
                Test = test,
                Recent = recent,
                Folds = folds,
            };
        }
        catch (Exception broken) when (broken is EndOfStreamException or FormatException or OverflowException)
        {
            throw new InvalidDataException("the split is cut short or damaged: " + broken.Message, broken);
        }
    }

    private static void Write(BinaryWriter writer, IReadOnlyList<LabelledRow> rows)
    {
        writer.Write(rows.Count);
        foreach (var row in rows)
            writer.Write(row.Satisfied ? row.Index : ~row.Index);
    }

    private static LabelledRow[] ReadRows(BinaryReader reader)
    {
        var rows = new LabelledRow[reader.ReadInt32()];
        for (var i = 0; i < rows.Length; i++)
        {
            var written = reader.ReadInt32();
            rows[i] = new LabelledRow(written >= 0 ? written : ~written, written >= 0);
        }

        return rows;
    }
}
