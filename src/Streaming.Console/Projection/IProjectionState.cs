namespace Streaming.Console.Projection;

/// <summary>What the projector of this process does.</summary>
public interface IProjectionState
{
    /// <summary>Following the topics, standing by or waiting for a part, in words.</summary>
    string State { get; }

    /// <summary>Whether the read models follow the topics, here or in another instance.</summary>
    bool IsFollowing { get; }
}
