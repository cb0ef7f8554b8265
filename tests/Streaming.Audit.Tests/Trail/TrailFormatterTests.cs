using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Streaming.Audit.Access;
using Streaming.Audit.Acts;
using Streaming.Audit.Trail;
using Streaming.Testing;

namespace Streaming.Audit.Tests.Trail;

/// <summary>
/// Verifying compares the entries of a trail with the words of their events. Other words under the same
/// <see cref="TrailFormatter.Version"/>
/// would make every store that
/// exists look altered, so the words of each version are pinned in <c>words.vN.txt</c>.
/// </summary>
public sealed partial class TrailFormatterTests(PostgresFixture postgres)
{
    private static readonly object[] Acts =
    [
        new StoreAdopted(
            "store-2",
            [new AdoptedStore("store-1", 41, new string('a', 64))],
            12,
            "chain_missing",
            "ana",
            "restored from a backup"
        ),
        new StoreAdopted("store-2", [], 0, "", "ana", "a first look"),
        new DatabaseMigrated(["audit", "console"], "owner", "1.2.3", "ana"),
        new TrailExported("ana"),
        new RedriveBegun("order-delivered-dlt", "reason contract_violation", true, "ana", "the producer was mended"),
        new RedriveBegun("order-delivered-dlt", "order 7", false, "ana", "the producer was mended"),
        new RedriveEnded(3, 1, 2, 4, 5, "the broker went away"),
        new NotificationRuleChanged("support", "added", "case.opened", ["webhook https://shop.example/hook"], "ana"),
        Proved(false, ProofOutcome.Equal, ""),
        Proved(true, ProofOutcome.Different, "tier"),
        Proved(true, ProofOutcome.Unprovable, "gone"),
        new SignedIn("ana", "password", "192.0.2.7"),
        new SignInFailed("ana", "192.0.2.7", "wrong name or password", 3),
        new AccessRefused("ana", "models.decide", "/models/m/1/decide", "192.0.2.7", 1),
        new AccessRefused("", "console.view", "/", "192.0.2.7", 2),
        new ApprovalRefused("ana", "satisfaction", "3", "'ana' proposed it"),
        new SignedOutEverywhere("ana", "root"),
        new AccountMade("ana", ["support", "viewer"], "root"),
        new RolesChanged("ana", ["support"], [], "root"),
        new AccountSwitched("ana", false, "root"),
        new AccountSwitched("ana", true, "root"),
        new PasswordChanged("ana", "ana"),
        new PasskeyAdded("ana", "phone"),
        new PasskeyRemoved("ana", "phone"),
        new SignInLinkMade("admin", new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero), "the first start"),
        new KeyMade("4hT2kQ9x", "shop", ["orders.score"], "root"),
        new KeyRevoked("4hT2kQ9x", "shop", "root"),
    ];

    [Fact]
    public async Task events_that_exist_are_told_in_the_words_of_their_version()
    {
        await using var database = await AuditDatabase.EmptyAsync(postgres);
        var store = await database.WithRichHistoryAsync();
        var told = (await store.Trail.QueryAsync(new TrailQuery { Limit = TrailQuery.LargestPage }))
            .Entries.Reverse()
            .Select(entry => $"{entry.Kind}: {Hashes().Replace(entry.What, "artifact …")} | {entry.Why}");
        var acts = Acts.Select(act => (Name: act.GetType().Name, Words: TrailFormatter.Of(act)))
            .Select(act => $"{act.Name}: {act.Words.What} | {act.Words.Why}");

        var words = string.Join('\n', told.Concat(acts)) + "\n";

        Assert.True(
            Pinned(words) == words,
            $"Events are told in other words than version {TrailFormatter.Version} has told them. Raise "
                + $"{nameof(TrailFormatter)}.{nameof(TrailFormatter.Version)}, then run this test again; now:\n{words}"
        );
    }

    [Fact]
    public void every_kind_of_act_is_among_them() =>
        Assert.Equal(
            ActEventTypes.Stored.Keys.Concat(AccessEventTypes.Stored.Keys).Select(kind => kind.Name).Order(StringComparer.Ordinal),
            Acts.Select(act => act.GetType().Name).Distinct().Order(StringComparer.Ordinal)
        );

    /// <summary>The committed words. Where this version has none yet, writes these and fails: somebody has to read them and commit
    /// them.</summary>
    private static string Pinned(string ifMissing, [CallerFilePath] string here = "")
    {
        var file = string.Create(CultureInfo.InvariantCulture, $"words.v{TrailFormatter.Version}.txt");
        using var stream = typeof(TrailFormatterTests).Assembly.GetManifestResourceStream(file);
        if (stream is null)
        {
            var path = Path.Combine(Path.GetDirectoryName(here)!, file);
            if (!File.Exists(path))
                File.WriteAllText(path, ifMissing);
            Assert.Fail($"There were no words of version {TrailFormatter.Version}; {path} holds them now: read, commit, build again.");
        }

        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    [GeneratedRegex("artifact [0-9a-f]{12}")]
    private static partial Regex Hashes();

    private static DecisionProved Proved(bool isDeep, string result, string finding) =>
        new("o1", new ProvedPlace("satisfaction-scored", 2, 41), "a", isDeep, new ProofOutcome(result, finding), "ana");
}
