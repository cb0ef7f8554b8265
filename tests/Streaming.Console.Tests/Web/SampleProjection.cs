using Streaming.Console.Projection;

namespace Streaming.Console.Tests.Web;

/// <summary>A projector that follows the topics.</summary>
internal sealed class SampleProjection : IProjectionState
{
    public string State => "following the topics";

    public bool IsFollowing => true;
}
