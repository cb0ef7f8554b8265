namespace Streaming.Embedded.Postgres;

/// <summary>How the private PostgreSQL is run.</summary>
public sealed record EmbeddedPostgresOptions
{
    /// <summary>Where data, password and settings are kept between runs; created when absent.</summary>
    public required string DataFolder { get; init; }

    /// <summary>The database that the connection string names; created when absent. Default: streaming.</summary>
    public string Database { get; init; } = "streaming";

    /// <summary>Wait for the disk on every commit. Off is for tests: quicker, and a power cut loses the data. Default: on.</summary>
    public bool Fsync { get; init; } = true;

    /// <summary>Folder with <c>postgres</c>, <c>initdb</c> and <c>pg_ctl</c>. Default: null, which looks in PG_BIN, then under
    /// /usr/lib/postgresql (the highest version, or the one that made the data), then on PATH.</summary>
    public string? BinFolder { get; init; }

    /// <summary>How many connections the server takes; 10 or more. Default: 100.</summary>
    public int MaxConnections { get; init; } = 100;

    /// <summary>How long the server may take to answer, recovery after a crash included. Default: one minute.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromMinutes(1);
}
