using Streaming.Contracts;

namespace Streaming.Audit.Acts;

/// <summary>
/// A person has taken the store over: its events were chained although nothing proves what they were before, or anchors of other stores
/// were set aside. From then on the
/// anchors that are named here are told of and no finding.
/// </summary>
/// <param name="Store">The name of the store from here on.</param>
/// <param name="Others">The stores whose anchors were in the topic, each with its last one.</param>
/// <param name="Chained">How many events were chained anew, without a proof of what they were; 0 when the chain stayed as it was.</param>
/// <param name="Found">What a check had found before, in words; empty when nothing.</param>
/// <param name="By">Who did it.</param>
/// <param name="Why">The reason given, in words.</param>
public sealed record StoreAdopted(string Store, IReadOnlyList<AdoptedStore> Others, long Chained, string Found, string By, string Why);

/// <summary>How far another store was anchored when its anchors were set aside.</summary>
/// <param name="Position">Of its last anchor.</param>
/// <param name="Hash">Of its last anchor, 64 lower-case hexadecimal digits.</param>
public sealed record AdoptedStore(string Store, long Position, string Hash);

/// <summary>An administrator has made or brought up to date what programs need in the database.</summary>
/// <param name="Schemas">Those that have changed.</param>
/// <param name="Role">The database role that did it.</param>
/// <param name="CodeVersion">Version of the program.</param>
/// <param name="By">Who gave the command.</param>
public sealed record DatabaseMigrated(IReadOnlyList<string> Schemas, string Role, string CodeVersion, string By);

/// <summary>The whole trail is written into a file outside of the store.</summary>
/// <param name="By">Who takes it.</param>
public sealed record TrailExported(string By);

/// <summary>Somebody is about to release parked orders. Recorded before the first one, so that also a redrive that dies is known.</summary>
/// <param name="Topic">Where the dead letters are.</param>
/// <param name="Selection">What was asked for, in words.</param>
/// <param name="DiscardInvalid">Invalid letters are given up instead of keeping their order parked.</param>
/// <param name="By">Who does it.</param>
/// <param name="Why">The reason given, in words.</param>
public sealed record RedriveBegun(string Topic, string Selection, bool DiscardInvalid, string By, string Why);

/// <summary>What a redrive has led to. Where it is missing, the redrive died; topic <c>order-delivered-redrives</c> holds every
/// release.</summary>
/// <param name="Released">Orders that flow again.</param>
/// <param name="StillParked">Orders that stayed parked.</param>
/// <param name="NotParked">Orders of which nothing was parked.</param>
/// <param name="Scored">Dead letters that were scored.</param>
/// <param name="Discarded">Dead letters that were given up.</param>
/// <param name="Trouble">Why it ended before its end, in words; empty when it did not.</param>
public sealed record RedriveEnded(long Released, long StillParked, long NotParked, long Scored, long Discarded, string Trouble);

/// <summary>Somebody has changed who is told of what.</summary>
/// <param name="Rule">Its name.</param>
/// <param name="What">Added, paused, switched on or removed.</param>
/// <param name="Topics">What it tells of.</param>
/// <param name="Recipients">Where it goes, without what signs.</param>
public sealed record NotificationRuleChanged(string Rule, string What, string Topics, IReadOnlyList<string> Recipients, string By);

/// <summary>Somebody has had a published score recomputed and compared.</summary>
/// <param name="Place">Where the score stands.</param>
/// <param name="ModelSha256">Of the artifact that had scored.</param>
/// <param name="IsDeep">The feature vector too, from the histories and the events.</param>
public sealed record DecisionProved(string OrderId, ProvedPlace Place, string ModelSha256, bool IsDeep, ProofOutcome Outcome, string By);

/// <summary>What a proof has shown.</summary>
/// <param name="Result"><see cref="Equal"/>, <see cref="Different"/> or <see cref="Unprovable"/>.</param>
/// <param name="Finding">The first difference, or why nothing could be shown, in words; empty when equal.</param>
public sealed record ProofOutcome(string Result, string Finding)
{
    public const string Equal = "equal";
    public const string Different = "different";
    public const string Unprovable = "unprovable";
}

/// <summary>A record of the topic of scores.</summary>
public sealed record ProvedPlace(string Topic, int Partition, long Offset);

/// <summary>Every kind of event that tells of an act beside models and runs, by the name that is stored and hashed:
/// it never changes, whatever the type is called.</summary>
internal static class ActEventTypes
{
    public static readonly IReadOnlyDictionary<Type, string> Stored = new Dictionary<Type, string>
    {
        [typeof(NotificationRuleChanged)] = "notification_rule_changed",
        [typeof(DecisionProved)] = "decision_proved",
        [typeof(StoreAdopted)] = "store_adopted",
        [typeof(DatabaseMigrated)] = "database_migrated",
        [typeof(TrailExported)] = "trail_exported",
        [typeof(RedriveBegun)] = "redrive_begun",
        [typeof(RedriveEnded)] = "redrive_ended",
    };
}
