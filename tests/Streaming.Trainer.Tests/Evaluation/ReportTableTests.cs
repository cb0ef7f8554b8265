using System.Text.Json;
using Streaming.Trainer.Evaluation;
using Xunit;

namespace Streaming.Trainer.Tests.Evaluation;

public sealed class ReportTableTests(TrainedOnSmallMarket trained) : IClassFixture<TrainedOnSmallMarket>
{
    [Fact]
    public void every_row_has_all_columns_and_the_reports_values()
    {
        var rows = ReportTable.Rows(trained.Result.Report);
        Assert.All(rows, row => Assert.Equal(ReportTable.Columns.Count, row.Count));
        Assert.Equal(trained.Result.Report.Open.N.ToString(System.Globalization.CultureInfo.InvariantCulture), rows.Single(row => row[0] == "orders")[2]);
        Assert.StartsWith("late by more than 7 days", rows[^1][0]);
    }

    [Fact]
    public void json_is_one_object_with_snake_case_names()
    {
        using var json = JsonDocument.Parse(trained.Result.Report.ToJson());
        var open = json.RootElement.GetProperty("open");
        Assert.Equal(trained.Result.Report.Open.RocAuc, open.GetProperty("roc_auc").GetDouble());
        Assert.True(open.GetProperty("red").TryGetProperty("unsatisfied_share", out _));
        Assert.Equal(2, json.RootElement.GetProperty("baselines").GetArrayLength());
        Assert.Equal(3, json.RootElement.GetProperty("rules").GetArrayLength());
    }
}
