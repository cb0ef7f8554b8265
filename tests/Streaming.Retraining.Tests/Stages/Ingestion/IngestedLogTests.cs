using Streaming.Retraining.Stages.Ingestion;
using Streaming.Retraining.Stages.Validation;
using Streaming.Training.Tests;
using Xunit;

namespace Streaming.Retraining.Tests.Stages.Ingestion;

public sealed class IngestedLogTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("log-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void what_is_written_is_read_in_its_order()
    {
        var events = SmallMarket.Events(400);
        Assert.Equal(events.Count, IngestedLog.Write(Events, events));
        var read = IngestedLog.Read(Events).ToList();
        Assert.Equal(events.Count, read.Count);
        foreach (var (written, found) in events.Zip(read))
            Assert.Equivalent(written, found, strict: true);
    }

    [Fact]
    public void equal_events_give_equal_bytes()
    {
        IngestedLog.Write(Events, SmallMarket.Events(50));
        var first = File.ReadAllBytes(Events);
        IngestedLog.Write(Events, SmallMarket.Events(50));
        Assert.Equal(first, File.ReadAllBytes(Events));
    }

    [Fact]
    public void a_log_cut_anywhere_is_refused()
    {
        IngestedLog.Write(Events, SmallMarket.Events(2));
        var whole = File.ReadAllBytes(Events);
        for (var length = 0; length < whole.Length; length += 7)
        {
            File.WriteAllBytes(Events, whole[..length]);
            Assert.Throws<InvalidDataException>(() => IngestedLog.Read(Events).Count());
        }

        File.WriteAllBytes(Events, [.. whole, 0]);
        Assert.Throws<InvalidDataException>(() => IngestedLog.Read(Events).Count());
    }

    [Fact]
    public void what_validation_left_out_is_not_read()
    {
        var events = SmallMarket.Events(20);
        IngestedLog.Write(Events, events);
        var rejected = Path.Combine(folder, RejectedEvents.FileName);
        RejectedEvents.Write(rejected, [0, 3]);
        var accepted = IngestedLog.ReadAccepted(Events, rejected, TestContext.Current.CancellationToken);
        Assert.Equal(
            events.Where((_, i) => i is not (0 or 3)).Select(occurred => occurred.EventId),
            accepted.Select(occurred => occurred.EventId)
        );
    }

    private string Events => Path.Combine(folder, IngestedLog.FileName);
}
