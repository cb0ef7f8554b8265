namespace Streaming.Cases.Work;

/// <summary>Who does something with which case, and what they saw of it.</summary>
/// <param name="OrderId">The case.</param>
/// <param name="By">The person who is signed in.</param>
/// <param name="SeenRevision">What the person's page was made from; null where it is not compared, as in bulk actions.</param>
/// <param name="FormId">One form, however often it is sent: the second time changes nothing. Null where there is none.</param>
public sealed record CaseAct(string OrderId, string By, long? SeenRevision = null, string? FormId = null);
