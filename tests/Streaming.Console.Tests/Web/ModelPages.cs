using System.Net;
using Streaming.Testing;

namespace Streaming.Console.Tests.Web;

/// <summary>What the pages about runs and models say of what the events hold.</summary>
public sealed class ModelPages(PostgresFixture postgres, SampleConsole console)
{
    [Fact]
    public async Task comparing_with_the_champion_shows_what_the_candidates_run_measured_of_both_and_the_gain()
    {
        var page = await PageAsync($"/models/customer-satisfaction/compare?a={SampleAudit.Serving}&b={SampleAudit.Rejected}");

        Assert.Contains($"by run <a href=\"/runs/{SampleAudit.RunRejected}\">", page, StringComparison.Ordinal);
        Assert.Contains("0.298 (0.278–0.318)", page, StringComparison.Ordinal);
        Assert.Contains("0.287 (0.267–0.307)", page, StringComparison.Ordinal);
        Assert.Contains("-0.011 (-0.027 to +0.006)", page, StringComparison.Ordinal);
        var (differs, same) = (
            page.IndexOf("What differs", StringComparison.Ordinal),
            page.IndexOf("What is the same", StringComparison.Ordinal)
        );
        Assert.InRange(page.IndexOf("leaves per tree", StringComparison.Ordinal), differs, same);
        Assert.True(page.IndexOf(">trees<", StringComparison.Ordinal) > same);
        Assert.Contains("<h1>v1 and v5 compared</h1>", page, StringComparison.Ordinal);
        Assert.Contains("data-label=\"difference\">-36<", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task comparing_shows_the_calibration_of_both_and_the_parts_with_enough_orders_first()
    {
        var page = await PageAsync($"/models/customer-satisfaction/compare?a=v1&b=v5");

        Assert.Contains("v1, calibration error 0.012; v5, calibration error 0.042", page, StringComparison.Ordinal);
        var (large, small) = (page.IndexOf("state: SP", StringComparison.Ordinal), page.IndexOf("1 small part", StringComparison.Ordinal));
        Assert.InRange(large, 0, small);
        Assert.True(page.IndexOf("state: RR", StringComparison.Ordinal) > small);
        Assert.Contains("data-label=\"difference\">-0.030<", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task a_version_is_not_compared_with_itself()
    {
        var page = await PageAsync($"/models/customer-satisfaction/compare?a={SampleAudit.Serving}&b=v1");

        Assert.Contains("one and the same version: there is nothing to compare", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<table", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task a_version_has_a_name_that_can_be_said_its_parameters_and_what_changed_since_the_last_one()
    {
        var page = await PageAsync("/models/customer-satisfaction/v5");

        Assert.Contains("<h1>customer-satisfaction v5</h1>", page, StringComparison.Ordinal);
        Assert.Contains("fast forest, ", page, StringComparison.Ordinal);
        Assert.Contains($"<code>{SampleAudit.Rejected}</code>", page, StringComparison.Ordinal);
        Assert.Contains("Made otherwise than v4", page, StringComparison.Ordinal);
        Assert.Contains("<tr><th scope=\"row\">leaves per tree</th><td>32</td></tr>", page, StringComparison.Ordinal);
        Assert.Contains("Orders fitted on", page, StringComparison.Ordinal);
        Assert.Contains("v5, calibration error 0.042", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task the_artifact_of_a_version_is_had_byte_for_byte()
    {
        using var client = new HttpClient();
        var address = new Uri(await console.AddressAsync(postgres), "/models/customer-satisfaction/v1/artifact");

        using var answer = await client.GetAsync(address);

        Assert.Equal("artifact " + SampleAudit.Serving, await answer.Content.ReadAsStringAsync());
        Assert.Equal(
            $"customer-satisfaction-v1-{SampleAudit.Serving}.model",
            answer.Content.Headers.ContentDisposition!.FileName!.Trim('"')
        );
    }

    [Fact]
    public async Task the_same_comparison_the_other_way_round_turns_the_gain_round() =>
        Assert.Contains(
            "+0.011 (-0.006 to +0.027)",
            await PageAsync($"/models/customer-satisfaction/compare?a={SampleAudit.Rejected}&b={SampleAudit.Serving}"),
            StringComparison.Ordinal
        );

    [Fact]
    public async Task the_champion_is_crowned_when_a_candidate_is_rejected_and_what_it_failed_stands_first()
    {
        var page = await PageAsync("/runs/" + SampleAudit.RunRejected);

        Assert.Matches("<tr class=\"best\">\\s*<th scope=\"row\">champion</th>\\s*<td>in service then, goes on serving</td>", page);
        Assert.Contains("champion kept, fast_forest not promoted", page, StringComparison.Ordinal);
        Assert.Contains("3 of 6 failed", page, StringComparison.Ordinal);
        Assert.Contains("beside the champion's: 3,689; must be at least 10,455", page, StringComparison.Ordinal);
        Assert.Contains(
            "gain of PR-AUC, at least, over the best that ever served on open orders: -0.031; must be above -0.010",
            page,
            StringComparison.Ordinal
        );
        Assert.True(page.IndexOf("state bad\">failed", StringComparison.Ordinal) < page.IndexOf("2 passed", StringComparison.Ordinal));
        Assert.Contains("5 candidates", page, StringComparison.Ordinal);
        Assert.DoesNotContain(", 1 rows", page, StringComparison.Ordinal);
        Assert.Contains("whose results apply here too", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task one_data_set_is_said_as_one() =>
        Assert.Contains("1 data set: 1 stopped the run", await PageAsync("/runs/" + SampleAudit.RunFailed), StringComparison.Ordinal);

    [Fact]
    public async Task a_proposed_candidate_is_crowned() =>
        Assert.Contains("class=\"best\"", await PageAsync("/runs/" + SampleAudit.RunDone), StringComparison.Ordinal);

    [Fact]
    public async Task what_was_only_counted_is_not_among_the_broken_rules()
    {
        var page = await PageAsync("/runs/" + SampleAudit.RunDone);

        Assert.Contains("nothing stopped, 1 flagged", page, StringComparison.Ordinal);
        Assert.Contains("No rule was broken.", page, StringComparison.Ordinal);
        Assert.Contains("1 observed, as it should be", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<th scope=\"row\">rows</th>", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task what_is_wrong_with_a_row_is_said_in_words()
    {
        var page = await PageAsync($"/runs/{SampleAudit.RunDone}/findings");

        Assert.Contains(
            "<td>review_score is out of bounds: 6; no answer time, review_answer_timestamp</td>",
            page,
            StringComparison.Ordinal
        );
        Assert.Contains("<td>product_category_name is empty</td>", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task a_version_that_failed_has_no_button_that_invites()
    {
        var page = await PageAsync("/models/customer-satisfaction/" + SampleAudit.Rejected);

        Assert.Contains("class=\"button muted\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain(">Promote …<", page, StringComparison.Ordinal);
        Assert.Contains("It failed 3 gates and would not be promoted", page, StringComparison.Ordinal);
    }

    private async Task<string> PageAsync(string path)
    {
        using var client = new HttpClient();
        return WebUtility.HtmlDecode(await client.GetStringAsync(new Uri(await console.AddressAsync(postgres), path)));
    }
}
