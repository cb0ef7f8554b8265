using Streaming.Audit.Runs;
using Streaming.Contracts;
using Streaming.Contracts.Rules;
using Streaming.Marketplace.Synthetic;
using Streaming.Marketplace.Tables;
using Streaming.Quality;
using Streaming.Retraining.Stages;
using Streaming.Retraining.Stages.Ingestion;
using Streaming.Retraining.Stages.Validation;
using Streaming.Testing;
using Xunit;

namespace Streaming.Retraining.Tests.Stages.Validation;

public sealed class ValidationStageTests : IDisposable
{
    private readonly SmallShop shop = new();
    private readonly StageRun run = new();

    public void Dispose()
    {
        shop.Dispose();
        run.Dispose();
    }

    [Fact]
    public void every_data_set_gets_one_verdict()
    {
        Judge();
        Assert.Equal(
            [.. TableNames.ReadingOrder, Topics.OrderDelivered.Name, Topics.ReviewSubmitted.Name],
            run.Told.Select(told => Assert.IsType<DatasetValidated>(told).Dataset)
        );
        var accepted = IngestedLog.ReadAccepted(
            run.Artifact(IngestedLog.Artifact),
            run.Artifact(RejectedEvents.Artifact),
            CancellationToken.None
        );
        var report = ValidationReport.Read(run.Artifact(ValidationReport.Artifact));
        Assert.Equal(accepted.Count, report.AcceptedDeliveries + report.AcceptedReviews);
        Assert.Equal(0, report.RejectedDeliveries + report.RejectedReviews);
        Assert.StartsWith(FindingsFile.Header + "\n", File.ReadAllText(run.Artifact(FindingsFile.Artifact)), StringComparison.Ordinal);
    }

    [Fact]
    public void an_event_that_the_scorer_would_dead_letter_is_left_out_and_listed()
    {
        var order = FirstDelivered();
        var row = File.ReadLines(Path.Combine(shop.Tables, TableNames.Payments))
            .First(line => line.Contains(order, StringComparison.Ordinal));
        StageRun.Change(shop.Tables, TableNames.Payments, row, row[..(row.LastIndexOf(',') + 1)] + "-5");
        var manyPayments = (
            "payment_value: { Kind: number, Least: 0, Most: 100000, Outside: 0.001 }",
            "payment_value: { Kind: number, Least: 0, Most: 100000, Outside: 0.1 }"
        );
        var failed = Assert.Throws<StageException>(() => Judge(manyPayments)); // one of three hundred is more than one in a thousand
        Assert.Equal(Topics.OrderDelivered.Name, failed.Where);
        Assert.Contains("bounds of payments[].payment_value: 1 of", failed.What, StringComparison.Ordinal);
        Assert.Equal(
            "reject",
            Assert
                .Single(run.Told.OfType<DatasetRejected>())
                .Checks.Single(check => check.Column == "payments[].payment_value" && check.Severity == "reject")
                .Severity
        );

        Judge(manyPayments, ("Rejected: { Limit: 0.001, Action: stop }", "Rejected: { Limit: 0.1, Action: stop }"));
        var accepted = IngestedLog.ReadAccepted(
            run.Artifact(IngestedLog.Artifact),
            run.Artifact(RejectedEvents.Artifact),
            CancellationToken.None
        );
        Assert.DoesNotContain(accepted, occurred => occurred.Delivery?.OrderId == order);
        Assert.Contains(accepted, occurred => occurred.Delivery is not null);
        Assert.Contains(
            File.ReadLines(run.Artifact(FindingsFile.Artifact)),
            line =>
                line.StartsWith(Topics.OrderDelivered.Name, StringComparison.Ordinal)
                && line.Contains($",{order},reject,bounds,payments[].payment_value,-5", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void what_the_scorer_would_score_stays_however_odd_it_is()
    {
        run.Ingest(shop.Tables);
        var before = IngestedLog.Read(run.Artifact(IngestedLog.Artifact)).Count();
        StageRun.Change(shop.Tables, TableNames.Payments, ",credit_card,", ",barter,");
        StageRun.Change(shop.Tables, TableNames.Customers, ",SP", ",");
        Judge();
        Assert.Equal(
            before,
            IngestedLog
                .ReadAccepted(run.Artifact(IngestedLog.Artifact), run.Artifact(RejectedEvents.Artifact), CancellationToken.None)
                .Count
        );
        var flagged = run.Told.OfType<DatasetValidated>().Where(told => told.Verdict == "flagged").Select(told => told.Dataset).ToList();
        Assert.Contains(TableNames.Payments, flagged);
        Assert.Contains(TableNames.Customers, flagged);
        Assert.Contains(Topics.OrderDelivered.Name, flagged);
    }

    [Fact]
    public void a_stop_gate_ends_the_run_after_the_verdicts_are_told()
    {
        StageRun.Change(shop.Tables, TableNames.Orders, ",delivered,", ",arrived,");
        var failed = Assert.Throws<StageException>(() => Judge());
        Assert.Equal(9, run.Told.Count);
        Assert.Contains("not one can be scored", failed.What, StringComparison.Ordinal);
        Assert.Contains(
            run.Told.OfType<DatasetRejected>().Single(told => told.Dataset == TableNames.Orders).Checks,
            check => check is { Code: RuleCodes.Enum, Column: "order_status", Exceeded: true }
        );
    }

    [Fact]
    public void too_few_labels_stop_and_none_stop_whatever_the_gate_says()
    {
        StageRun.Review(shop.Tables, i => i % 10 == 1);
        Assert.Contains("label_share: ", Assert.Throws<StageException>(() => Judge()).What, StringComparison.Ordinal);
        StageRun.Review(shop.Tables, i => i == 0);
        StageRun.Change(shop.Tables, TableNames.Reviews, ",5,,,", "x,5,,,"); // of an order that nobody knows
        var failed = Assert.Throws<StageException>(() =>
            Judge(("Least: 0.5, MatureDays: 14, Action: stop", "Least: 0, MatureDays: 14, Action: flag"))
        );
        Assert.Contains("not one review to learn from", failed.What, StringComparison.Ordinal);
    }

    [Fact]
    public void a_table_that_is_older_than_the_others_is_flagged()
    {
        StageRun.Change(shop.Tables, TableNames.Reviews, ",2018-", ",2016-");
        run.Ingest(shop.Tables);
        try
        {
            run.Validate();
        }
        catch (StageException)
        {
            // The labels may be too few; what is asked here is what was told.
        }

        var checks = run
            .Told.Select(told =>
                told is DatasetValidated validated
                    ? (validated.Dataset, validated.Checks)
                    : (((DatasetRejected)told).Dataset, ((DatasetRejected)told).Checks)
            )
            .ToDictionary(told => told.Dataset, told => told.Checks);
        Assert.True(checks[TableNames.Reviews].Single(check => check.Code == RuleCodes.Freshness).Exceeded);
        Assert.False(checks[TableNames.Orders].Single(check => check.Code == RuleCodes.Freshness).Exceeded);
    }

    [Fact]
    public void an_artifact_that_is_broken_is_named()
    {
        run.Ingest(shop.Tables);
        var log = run.Artifact(IngestedLog.Artifact);
        File.WriteAllBytes(log, File.ReadAllBytes(log)[..^3]);
        Assert.Equal(log, Assert.Throws<StageException>(() => run.Validate()).Where);
    }

    [Fact]
    public void the_real_products_are_flagged_and_the_run_goes_on()
    {
        run.Ingest(RealParts.RequireOlist());
        run.Validate();
        var verdicts = run.Told.OfType<DatasetValidated>().ToDictionary(told => told.Dataset);
        Assert.Equal(9, verdicts.Count);
        Assert.Equal("flagged", verdicts[TableNames.Products].Verdict);
        Assert.Equal(
            610,
            verdicts[TableNames.Products].Checks.Single(check => check is { Code: RuleCodes.Null, Column: "product_category_name" }).Count
        );
        Assert.Equal(
            4,
            verdicts[TableNames.Products].Checks.Single(check => check is { Code: RuleCodes.Bounds, Column: "product_weight_g" }).Count
        );
        Assert.Equal(
            75_429 + 77_833,
            IngestedLog
                .ReadAccepted(run.Artifact(IngestedLog.Artifact), run.Artifact(RejectedEvents.Artifact), CancellationToken.None)
                .Count
        );
    }

    private string FirstDelivered() =>
        File.ReadLines(Path.Combine(shop.Tables, TableNames.Orders))
            .First(line => line.Contains(",delivered,", StringComparison.Ordinal))
            .Split(',')[0]
            .Trim('"');

    private void Judge(params (string Old, string New)[] changes)
    {
        run.Told.Clear();
        run.Ingest(shop.Tables, StageRun.Schema(changes));
        run.Validate(StageRun.Schema(changes));
    }
}
