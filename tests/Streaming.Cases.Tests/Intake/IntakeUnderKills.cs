using Streaming.Cases.Intake;
using Streaming.Cases.Policy;
using Streaming.Testing;

namespace Streaming.Cases.Tests.Intake;

/// <summary>The process ends at every point between two writes; whatever it had begun, the cases are those of one undisturbed
/// reading.</summary>
public sealed class IntakeUnderKills(PostgresFixture postgres)
{
    private sealed class KilledException : Exception;

    [Fact]
    public async Task cases_are_those_of_an_undisturbed_reading_wherever_it_was_killed()
    {
        await using var calm = await CaseDatabase.EmptyAsync(postgres);
        await using var killed = await CaseDatabase.EmptyAsync(postgres);
        var policy = new CasePolicy { DailyCapacity = 3, HoldOutShare = 0.2 };
        var log = new IntakeLog();
        var points = Enum.GetValues<IntakePoint>();
        for (var round = 0; round < points.Length * 2; round++)
        {
            for (var i = 0; i < 8; i++)
            {
                log.Add(
                    Told.Alert($"{round}-{i}", i % 2 == 0 ? 0.2 : 0.6, day: round),
                    Told.Review($"{round}-{i}", 1 + (i % 5), day: round + 2)
                );
                if (round > 0)
                    log.Add(Told.Alert($"{round - 1}-{i}", 0.1, version: 2, day: round));
            }

            var point = points[round % points.Length];
            await Assert.ThrowsAsync<KilledException>(() => log.ApplyAsync(killed, policy, size: 1_000, reached: at => Kill(at == point)));
        }

        await log.ApplyAsync(calm, policy, size: 7);
        await log.ApplyAsync(killed, policy, size: 1_000);

        const string Events =
            "select string_agg(stream_id || version || type || data, E'\\n' order by stream_id, version) from cases.mt_events";
        const string Alerts = "select string_agg(a::text, E'\\n' order by alert_id) from cases.alerts a";
        Assert.Equal(await calm.ScalarAsync<string>(Alerts), await killed.ScalarAsync<string>(Alerts));
        Assert.Equal(await calm.ScalarAsync<string>(Events), await killed.ScalarAsync<string>(Events));
        Assert.Equal(0, await Differences.CountAsync(killed));
    }

    private static void Kill(bool isTime)
    {
        if (isTime)
            throw new KilledException();
    }
}
