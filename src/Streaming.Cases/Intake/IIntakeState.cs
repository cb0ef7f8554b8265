namespace Streaming.Cases.Intake;

/// <summary>What the intake of this process does.</summary>
public interface IIntakeState
{
    /// <summary>Following the topics, standing by or waiting for a part, in words.</summary>
    string State { get; }

    /// <summary>Whether cases follow the topics, here or in another instance.</summary>
    bool IsFollowing { get; }
}
