using Streaming.Audit.Runs;
using Streaming.Console.Web;

namespace Streaming.Console.Tests.Web;

/// <summary>A list of some pages for the run that is done; none for any other.</summary>
internal sealed class SampleFindings : IRunFindings
{
    private static readonly FoundRow[] All =
    [
        new(
            "olist_order_reviews_dataset.csv",
            1131,
            "7bc2406110b926393aa56f80a40eba40",
            "reject",
            [new("bounds", "review_score", "6"), new("no_answer_time", "review_answer_timestamp", "")]
        ),
        .. Enumerable
            .Range(0, 120)
            .Select(i => new FoundRow(
                "olist_products_dataset.csv",
                107 + 3 * i,
                $"a41e356c76fab66334f36de622ec{i:x4}",
                "flag",
                [new("null", "product_category_name", "")]
            )),
        new("olist_products_dataset.csv", null, "", "info", [new("cut", "", "490 more rows are counted and not listed")]),
    ];

    public bool IsListed(RunHistory run) => run.RunId == SampleAudit.RunDone;

    public Task<FoundRows?> ReadAsync(RunHistory run, FindingsFilter filter, int skip, int take, CancellationToken cancellation)
    {
        if (!IsListed(run))
            return Task.FromResult<FoundRows?>(null);
        FoundRow[] fitting =
        [
            .. All.Where(row => filter.Dataset is null || row.Dataset == filter.Dataset)
                .Where(row => filter.Severity is null || row.Severity == filter.Severity)
                .Where(row => filter.Code is null || row.Broken.Any(rule => rule.Code == filter.Code)),
        ];
        return Task.FromResult<FoundRows?>(
            new FoundRows(
                [.. fitting.Skip(skip).Take(take)],
                fitting.Length,
                [.. All.Select(row => row.Dataset).Distinct()],
                [.. All.SelectMany(row => row.Broken).Select(rule => rule.Code).Distinct()]
            )
        );
    }
}
