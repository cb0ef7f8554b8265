using Hangfire.Storage;
using Streaming.Retraining.Schedule;
using Xunit;

namespace Streaming.Retraining.Tests.Schedule;

public sealed class StoredJobTypesTests
{
    [Theory]
    [InlineData("Streaming.Trainer.Schedule.StageJob, Streaming.Trainer", typeof(StageJob))]
    [InlineData("Streaming.Trainer.Schedule.ScheduledRun, Streaming.Trainer", typeof(ScheduledRun))]
    [InlineData("Streaming.Trainer.Schedule.TrackingJob, Streaming.Trainer", typeof(TrackingJob))]
    [InlineData("Streaming.Retraining.Schedule.StageJob, Streaming.Retraining", typeof(StageJob))]
    public void a_job_is_found_by_the_name_that_it_was_stored_under(string stored, Type type) =>
        Assert.Equal(type, StoredJobTypes.Resolve(stored));

    [Fact]
    public void a_stage_that_an_earlier_version_queued_is_this_versions_job()
    {
        const string queued =
            """{"t":"Streaming.Trainer.Schedule.StageJob, Streaming.Trainer","m":"RunAsync","p":["System.String","System.String","""
            + """ "Hangfire.Server.PerformContext, Hangfire.Core"],"a":["\"7\"","\"03-features\"",null]}""";
        StoredJobTypes.Use();

        var job = InvocationData.DeserializePayload(queued).DeserializeJob();

        Assert.Equal((typeof(StageJob), "RunAsync", "7", "03-features"), (job.Type, job.Method.Name, job.Args[0], job.Args[1]));
    }
}
