using Streaming.Audit.Runs;
using Streaming.Audit.Tests.Runs;
using Streaming.Contracts.Gates;
using Streaming.Contracts.Rules;

namespace Streaming.Audit.Tests;

/// <summary>A store in which a bit of everything has happened: three runs, two models, five decisions.</summary>
internal static class RichHistory
{
    public const string FirstRun = "20260301-120001-0001";
    public const string FailedRun = "20260301-120002-0002";
    public const string OpenRun = "20260301-120003-0003";
    public static readonly GateResult Held = new("too_good", false, 0.05, 0.03, "a gain of PR-AUC above 0.03 is held for a person");

    /// <summary>Every kind of event at least once; every append at a time of its own, finer than the database keeps.</summary>
    public static async Task<AuditStore> WithRichHistoryAsync(this AuditDatabase database)
    {
        var store = database.Open();
        for (var version = 1; version <= 4; version++)
            await store.Artifacts.PutAsync(Candidates.Artifact($"{version}"));

        var whole = await StepAsync(() => store.Runs.RequestAsync(SampleRun.Request, FirstRun));
        foreach (var happened in SampleRun.WholeWork)
            whole = await StepAsync(() => store.Runs.AppendAsync(whole.RunId, whole.Events, "trainer", [happened]));
        await StepAsync(() => store.Models.PromoteAsync(Candidates.Of("1"), "trainer", "all gates passed", FirstRun));

        var failed = await StepAsync(() =>
            store.Runs.RequestAsync(SampleRun.Request with { Trigger = "schedule", By = "schedule" }, FailedRun)
        );
        object[] failing =
        [
            SampleRun.Skipped(SampleRun.Ingestion, FirstRun),
            SampleRun.Started(SampleRun.Validation),
            new DatasetRejected(
                "orders",
                99,
                [new CheckCount("null_share", "order_id", "reject", 98, 0.01, true, "line 2: \"\\ \u00e9 \ud83d\ude00")]
            ),
            new StageFailed(SampleRun.Validation, 1, "98 of 99 rows have no key", "orders.csv", "restore the file", 0.25),
            new RunFailed(SampleRun.Validation, "orders were rejected"),
        ];
        await StepAsync(() => store.Runs.AppendAsync(failed.RunId, failed.Events, "trainer", failing));

        await StepAsync(() => store.Models.ProposeAsync(Candidates.Of("4"), "ana", "worth a look", []));
        await StepAsync(() => store.Models.ProposeAsync(Candidates.Of("2"), "trainer", "held", [Held], FailedRun));
        await StepAsync(() => store.Models.PromoteVersionAsync(Candidates.Name, "2", "ana", "looked at it"));
        await StepAsync(() => store.Models.RejectAsync(Candidates.Of("3"), "trainer", "worse", Held, OpenRun));
        await StepAsync(() => store.Models.RollBackAsync(Candidates.Name, null, "bo", "complaints"));
        await store.Artifacts.PutAsync(Candidates.Artifact("1", "returns"));
        await StepAsync(() => store.Models.PromoteDespiteGatesAsync(Candidates.Of("1", "returns"), "ana", "better", [Held]));
        var open = await StepAsync(() => store.Runs.RequestAsync(SampleRun.Request, OpenRun));
        await StepAsync(() =>
            store.Runs.AppendAsync(
                open.RunId,
                open.Events,
                "trainer",
                [SampleRun.Started(SampleRun.Ingestion), new RunCancelled("ana", "wrong data")]
            )
        );
        return store;

        async Task<T> StepAsync<T>(Func<Task<T>> step)
        {
            database.Clock.Now += TimeSpan.FromMinutes(10) + TimeSpan.FromTicks(3);
            return await step();
        }
    }
}
