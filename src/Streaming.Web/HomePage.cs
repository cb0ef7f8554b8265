namespace Streaming.Web;

/// <summary>Registered by whoever maps pages for people: others may then link to the first of them, at <c>/</c>.</summary>
public sealed class HomePage;
