using System.Text;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using Streaming.Contracts;
using Streaming.Features.Histories;
using Streaming.Scorer.Monitoring;

namespace Streaming.Scorer.Histories;

/// <summary>
/// Keeps the history table of one instance in a file, with the offsets that it has reached, so that a restart reads the rest of the logs
/// only. The file is a
/// convenience: without it, or when it does not fit the cluster or this program, the logs are read from their beginning. Used by the loop's
/// thread.
/// </summary>
/// <remarks>First line: cluster id and topic ids. Then the table as <see cref="HistoryTable.Save"/> writes it, which ends with its own
/// hash.</remarks>
public sealed class HistorySnapshots(ScorerSettings settings, ScorerMetrics metrics, TimeProvider time, ILogger log)
{
    private const int LongestIdentityBytes = 4_096;

    private readonly string? path = settings.HistoryFolder is { } folder ? Path.Combine(folder, settings.Instance + ".histories") : null;
    private string? identity;
    private long savedAt = time.GetTimestamp();
    private Task finishing = Task.CompletedTask;

    /// <summary>The table as it was saved; null when there is none that can be used.</summary>
    /// <exception cref="KafkaException">The broker does not answer, so nobody can tell whose offsets they are.</exception>
    public HistoryTable? Load()
    {
        savedAt = time.GetTimestamp();
        if (path is null)
            return null;
        identity = LogIdentity.Read(settings);
        if (!File.Exists(path))
            return null;
        try
        {
            using var file = File.OpenRead(path);
            var written = ReadIdentity(file);
            if (written != identity)
                throw new InvalidDataException($"it belongs to other topics ({written}), these are {identity}");
            var started = time.GetTimestamp();
            var table = HistoryTable.Load(file);
            metrics.HistorySnapshots.WithLabels("restored").Inc();
            log.LogInformation(
                "Histories restored from {Path} in {Seconds:0.00} s, through {Through}",
                path,
                time.GetElapsedTime(started).TotalSeconds,
                table.Through
            );
            return table;
        }
        catch (Exception unusable) when (unusable is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            metrics.HistorySnapshots.WithLabels("refused").Inc();
            log.LogWarning("Snapshot {Path} is not used, the logs are read from their beginning: {Reason}", path, unusable.Message);
            return null;
        }
    }

    /// <summary>What is saved is of other topics than these: it is given up.</summary>
    public void Forget()
    {
        if (path is null)
            return;
        finishing.Wait();
        try
        {
            File.Delete(path);
        }
        catch (DirectoryNotFoundException)
        {
            // None was ever saved.
        }
        catch (Exception kept) when (kept is IOException or UnauthorizedAccessException)
        {
            NoteFailure(kept); // it names the old topics, so the next start refuses it, too
        }
    }

    /// <summary>Saves when the interval has passed and the last one is on disk.</summary>
    public void SaveIfDue(HistoryTable table)
    {
        if (path is null || !finishing.IsCompleted || time.GetElapsedTime(savedAt) < settings.SnapshotInterval)
            return;
        Write(table);
    }

    /// <summary>Saves now and waits until it is on disk.</summary>
    public void Save(HistoryTable table)
    {
        if (path is null)
            return;
        finishing.Wait();
        Write(table);
        finishing.Wait();
    }

    /// <summary>The loop pauses while the table is written into the page cache; putting it on disk is left to another thread.</summary>
    private void Write(HistoryTable table)
    {
        savedAt = time.GetTimestamp();
        FileStream? file = null;
        var partial = path + ".partial";
        try
        {
            OwnerOnly.Folder(settings.HistoryFolder!);
            file = OwnerOnly.Create(partial, 1 << 20);
            file.Write(Encoding.UTF8.GetBytes(identity + "\n"));
            table.Save(file, withPositions: true);
            metrics.HistorySnapshotBytes.Set(file.Position);
            metrics.HistorySnapshotSeconds.Set(time.GetElapsedTime(savedAt).TotalSeconds);
            var written = file;
            finishing = Task.Run(() => Finish(written, partial));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            file?.Dispose();
            NoteFailure(fault);
        }
    }

    private void Finish(FileStream file, string partial)
    {
        try
        {
            using (file)
                file.Flush(flushToDisk: true);
            File.Move(partial, path!, overwrite: true);
            metrics.HistorySnapshots.WithLabels("saved").Inc();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            NoteFailure(fault);
        }
    }

    private void NoteFailure(Exception fault)
    {
        metrics.HistorySnapshots.WithLabels("failed").Inc();
        log.LogWarning("Snapshot {Path} was not saved, scoring goes on: {Reason}", path, fault.Message);
    }

    private static string ReadIdentity(FileStream file)
    {
        var line = new List<byte>();
        while (file.ReadByte() is var next && next != '\n')
        {
            if (next < 0 || line.Count == LongestIdentityBytes)
                throw new InvalidDataException("it does not begin like a snapshot");
            line.Add((byte)next);
        }

        return Encoding.UTF8.GetString([.. line]);
    }
}
