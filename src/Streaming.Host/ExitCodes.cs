namespace Streaming.Host;

/// <summary>What the program says to the shell. Part of the contract: scripts read them.</summary>
public static class ExitCodes
{
    /// <summary>Done; also a service that was told to stop and drained.</summary>
    public const int Ok = 0;

    /// <summary>Something the command needs failed: a broker, a database, a disk, or the program itself. Also books that do not balance and
    /// a decision that differs.</summary>
    public const int Failed = 1;

    /// <summary>What was given cannot be used: an option, a setting, a table, a model file. Trying again changes nothing.</summary>
    public const int BadInput = 2;

    /// <summary>A decision cannot be proved, and none of those that can is wrong: its artifact or its events are gone, or there is
    /// none.</summary>
    public const int Unprovable = 3;

    /// <summary>Stopped by Ctrl-C or SIGTERM before the result was there; nothing half-written is left. 128 + SIGINT, as shells have
    /// it.</summary>
    public const int Interrupted = 130;
}
