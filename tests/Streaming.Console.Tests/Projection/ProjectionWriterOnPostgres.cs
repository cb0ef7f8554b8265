using Streaming.Console.Projection;
using Streaming.Console.Projection.DeadLetters;
using Streaming.Console.Storage;
using Streaming.Contracts;
using Streaming.Testing;

namespace Streaming.Console.Tests.Projection;

public sealed class ProjectionWriterOnPostgres(PostgresFixture postgres)
{
    private static readonly string Scores = Topics.SatisfactionScored.Name;
    private static readonly SetClock Clock = new(Facts.Wall);

    [Fact]
    public async Task an_order_is_counted_in_the_hour_and_tier_of_its_score()
    {
        await using var tables = await ConsoleTables.EmptyAsync(postgres);

        await ApplyAsync(
            tables,
            Batch(
                Scores,
                Facts.Scored("a", 0.9),
                Facts.Scored("b", 0.5, answered: true),
                Facts.Scored("c", 0.1, Facts.Noon.AddMinutes(59)),
                Facts.Scored("d", 0.1, Facts.Noon.AddHours(1))
            )
        );

        Assert.Equal(["(\"2018-03-01 12:00:00\",1,1,1,1)", "(\"2018-03-01 13:00:00\",0,0,1,0)"], await HoursAsync(tables));
    }

    [Theory]
    [InlineData(2099)]
    [InlineData(2035)]
    public async Task an_order_of_a_distant_future_moves_no_clock_whenever_it_comes(int year)
    {
        await using var tables = await ConsoleTables.EmptyAsync(postgres);
        var far = new DateTime(year, 6, 1, 3, 4, 5);
        await ApplyAsync(tables, Batch(Scores, Facts.Scored("first", 0.9, far)));
        await ApplyAsync(
            tables,
            Batch(
                Scores,
                1,
                Facts.Scored("a", 0.9, Facts.Noon),
                Facts.Scored("b", 0.9, Facts.Noon.AddDays(20)),
                Facts.Scored("c", 0.9, Facts.Noon.AddDays(20).AddMinutes(7))
            )
        );
        Assert.Equal(["2018-03-21 12:07:00"], await ClockAsync(tables));

        await ApplyAsync(
            tables,
            Batch(Scores, 4, Facts.Scored("last", 0.9, far.AddDays(1)), Facts.Scored("d", 0.9, Facts.Noon.AddDays(21).AddMinutes(3)))
        );
        await ApplyAsync(tables, Batch(Scores, 6, Facts.Scored("e", 0.9, Facts.Noon.AddDays(21).AddMinutes(1))));
        Assert.Equal(["2018-03-22 12:03:00"], await ClockAsync(tables));
    }

    [Fact]
    public async Task a_clock_that_an_earlier_program_left_in_the_future_comes_back()
    {
        await using var tables = await ConsoleTables.EmptyAsync(postgres);
        await ApplyAsync(tables, Batch(Scores, Facts.Scored("a", 0.9)));
        await tables.AskAsync("update console.clock set stream_time = '2099-06-01' returning stream_time::text");
        await ApplyAsync(tables, Batch(Scores, 1, Facts.Scored("b", 0.9, Facts.Noon.AddMinutes(1))));
        Assert.Equal(["2018-03-01 12:01:00"], await ClockAsync(tables));
    }

    [Fact]
    public async Task an_order_scored_again_moves_and_an_older_score_changes_nothing()
    {
        await using var tables = await ConsoleTables.EmptyAsync(postgres);
        await ApplyAsync(tables, Batch(Scores, Facts.Scored("a", 0.9), Facts.Scored("b", 0.9)));

        await ApplyAsync(
            tables,
            Batch(Scores, 2, Facts.Scored("a", 0.1, Facts.Noon.AddHours(2), version: 2), Facts.Scored("a", 0.5, version: 1, decision: 7))
        );

        Assert.Equal(["(\"2018-03-01 12:00:00\",1,0,0,0)", "(\"2018-03-01 14:00:00\",0,0,1,0)"], await HoursAsync(tables));
    }

    [Fact]
    public async Task the_same_score_at_another_place_of_the_log_is_not_counted_again()
    {
        await using var tables = await ConsoleTables.EmptyAsync(postgres);
        await ApplyAsync(tables, Batch(Scores, Facts.Scored("a", 0.9)));

        await ApplyAsync(tables, Batch(Scores, 1, Facts.Scored("a", 0.9)));

        Assert.Equal(["(\"2018-03-01 12:00:00\",1,0,0,0)"], await HoursAsync(tables));
    }

    [Fact]
    public async Task a_batch_that_was_written_already_changes_nothing()
    {
        await using var tables = await ConsoleTables.EmptyAsync(postgres);
        var batch = Everything();
        Assert.Equal(batch.Records.Count, await ApplyAsync(tables, batch));
        var before = await tables.DumpAsync();

        Assert.Equal(0, await ApplyAsync(tables, batch));

        Assert.Equal(before, await tables.DumpAsync());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task what_breaks_off_before_the_commit_leaves_nothing_and_the_next_try_writes_all(int step)
    {
        await using var whole = await ConsoleTables.EmptyAsync(postgres);
        await ApplyAsync(whole, Everything());
        await using var tables = await ConsoleTables.EmptyAsync(postgres);
        var steps = 0;
        var broken = new ProjectionWriter("log", Clock)
        {
            Written = _ =>
            {
                if (steps++ == step)
                    throw new OperationCanceledException("the process ends here");
            },
        };

        await Assert.ThrowsAsync<OperationCanceledException>(() => ApplyAsync(tables, Everything(), broken));
        Assert.Equal("", await tables.DumpAsync());
        await ApplyAsync(tables, Everything());

        Assert.Equal(await whole.DumpAsync(), await tables.DumpAsync());
    }

    [Fact]
    public async Task a_record_that_the_tables_cannot_take_is_noted_and_the_others_are_written()
    {
        await using var tables = await ConsoleTables.EmptyAsync(postgres);
        var batch = Batch(
            Scores,
            Facts.Scored("a", 0.9),
            Facts.Scored("zero\0byte", 0.9),
            Facts.Scored("b", 0.9) with
            {
                Tier = "PURPLE",
            },
            Facts.Scored("c", 0.9) with
            {
                RecordedAt = new LocalTime(long.MaxValue),
            },
            Facts.Scored("d", 0.9)
        );

        await ApplyAsync(tables, batch);

        Assert.Equal(["a", "d"], await tables.AskAsync("select order_id from console.orders order by 1"));
        Assert.Equal(["1", "2", "3"], await tables.AskAsync("select record_offset from console.skipped order by 1"));
        Assert.Contains(
            "PURPLE",
            (await tables.AskAsync("select reason from console.skipped where record_offset = 2"))[0],
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task windows_of_a_day_add_up_bin_by_bin()
    {
        await using var tables = await ConsoleTables.EmptyAsync(postgres);
        await ApplyAsync(tables, Batch(Topics.ScoringWindows.Name, Facts.Window("1", [1, 2]), Facts.Window("2", [10, 20])));

        await ApplyAsync(
            tables,
            Batch(
                Topics.ScoringWindows.Name,
                2,
                Facts.Window("3", [100, 200], decision: 4, endedAt: Facts.Wall.AddMinutes(1)),
                Facts.Window("4", [5, 5], Facts.Noon.AddDays(1))
            )
        );

        Assert.Equal(
            ["(2018-03-01,333,\"{111,222,0,0,330,0,0,3,0}\")", "(2018-03-02,10,\"{5,5,0,0,9,0,0,1,0}\")"],
            await tables.AskAsync("select (day, orders, counts)::text from console.window_days order by day")
        );
        Assert.Equal(["4"], await tables.AskAsync("select decision_number from console.scorers"));
    }

    [Fact]
    public async Task dead_letters_are_counted_by_day_and_reason()
    {
        await using var tables = await ConsoleTables.EmptyAsync(postgres);

        await ApplyAsync(
            tables,
            Batch(
                Topics.OrderDeliveredDeadLetters.Name,
                new DeadLetterFact(Facts.Wall, "empty"),
                new DeadLetterFact(Facts.Wall, "empty"),
                new DeadLetterFact(Facts.Wall, "undecodable")
            )
        );

        Assert.Equal(
            ["(2026-01-02,empty,2)", "(2026-01-02,undecodable,1)"],
            await tables.AskAsync("select d::text from console.dead_letters d order by reason")
        );
    }

    [Fact]
    public async Task another_log_begins_with_empty_read_models()
    {
        await using var tables = await ConsoleTables.EmptyAsync(postgres);
        await ApplyAsync(tables, Everything());

        await ApplyAsync(tables, Batch(Scores, Facts.Scored("new", 0.1)), new ProjectionWriter("another log", Clock));

        Assert.Equal(["(\"2018-03-01 12:00:00\",0,0,1,0)"], await HoursAsync(tables));
        Assert.Equal(0, await tables.CountAsync("alerts"));
        var late = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            ApplyAsync(tables, Everything(), new ProjectionWriter("log", Clock), claim: false)
        );
        Assert.Contains("another log", late.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task a_window_that_comes_again_is_counted_once()
    {
        await using var tables = await ConsoleTables.EmptyAsync(postgres);
        var (one, other) = (
            Facts.Window("1", [1, 2]) with
            {
                HistoryLate = 1,
            },
            Facts.Window("2", [10, 20]) with
            {
                HistoryTooOld = 5,
                ReviewsRefused = 2,
            }
        );

        await ApplyAsync(tables, Batch(Topics.ScoringWindows.Name, one, one, other));
        await ApplyAsync(
            tables,
            Batch(Topics.ScoringWindows.Name, 3, one with { Instance = "scorer-2" }, other, Facts.Window("3", [100, 200]))
        );

        Assert.Equal(["333"], await tables.AskAsync("select orders::text from console.window_days"));
        Assert.Equal(
            ["(scorer-1,5,1,2)"],
            await tables.AskAsync("select (instance, too_old, late, reviews_refused)::text from console.history_days")
        );
        Assert.Equal(["scorer-1", "scorer-2"], await tables.AskAsync("select instance from console.scorers order by 1"));
    }

    [Fact]
    public async Task what_histories_dropped_is_summed_by_day_and_instance()
    {
        await using var tables = await ConsoleTables.EmptyAsync(postgres);

        await ApplyAsync(
            tables,
            Batch(
                Topics.ScoringWindows.Name,
                Facts.Window("1", [1, 0]) with
                {
                    HistoryTooOld = 2,
                },
                Facts.Window("2", [1, 0]) with
                {
                    HistoryTooOld = 40,
                    HistoryLate = 1,
                    ReviewsRefused = 0,
                },
                Facts.Window("3", [1, 0], instance: "scorer-2") with
                {
                    ReviewsRefused = 3,
                },
                Facts.Window("4", [1, 0], Facts.Noon.AddDays(1)) with
                {
                    HistoryLate = 7,
                },
                Facts.Window("5", [1, 0], Facts.Noon.AddDays(2))
            )
        );

        Assert.Equal(
            ["(2018-03-01,scorer-1,42,1,0)", "(2018-03-01,scorer-2,0,0,3)", "(2018-03-02,scorer-1,0,7,0)"],
            await tables.AskAsync(
                "select (day, instance, too_old, late, reviews_refused)::text from console.history_days order by day, instance"
            )
        );
    }

    internal static ProjectionBatch Everything() =>
        Batch(Scores, Facts.Scored("a", 0.9), Facts.Scored("b", 0.1))
            .And(Batch(Topics.AlertsRed.Name, Facts.Alert("b")))
            .And(Batch(Topics.ScoringWindows.Name, Facts.Window("w", [2, 0])))
            .And(Batch(Topics.OrderDeliveredDeadLetters.Name, new DeadLetterFact(Facts.Wall, "empty"), new SkippedFact("unreadable")));

    private static ProjectionBatch Batch(string topic, params object[] facts) => Batch(topic, 0, facts);

    private static ProjectionBatch Batch(string topic, long from, params object[] facts) =>
        new(
            [.. facts.Select((fact, i) => new ProjectedRecord(topic, 0, from + i, fact))],
            new Dictionary<(string, int), long> { [(topic, 0)] = from + facts.Length }
        );

    private static async Task<int> ApplyAsync(
        ConsoleTables tables,
        ProjectionBatch batch,
        ProjectionWriter? writer = null,
        bool claim = true
    )
    {
        writer ??= new ProjectionWriter("log", Clock);
        await using var connection = await tables.Database.ConnectAsync();
        if (claim)
            await writer.ClaimAsync(connection, CancellationToken.None);
        return await writer.ApplyAsync(connection, batch, CancellationToken.None);
    }

    private static Task<IReadOnlyList<string>> ClockAsync(ConsoleTables tables) =>
        tables.AskAsync("select to_char(stream_time, 'YYYY-MM-DD HH24:MI:SS') from console.clock");

    private static Task<IReadOnlyList<string>> HoursAsync(ConsoleTables tables) =>
        tables.AskAsync(
            "select (to_char(hour, 'YYYY-MM-DD HH24:MI:SS'), green, yellow, red, answered)::text from console.tier_hours where green + "
                + "yellow + red > 0 order by hour"
        );
}

internal static class Batches
{
    public static ProjectionBatch And(this ProjectionBatch first, ProjectionBatch second) =>
        new([.. first.Records, .. second.Records], first.Next.Concat(second.Next).ToDictionary(next => next.Key, next => next.Value));
}
