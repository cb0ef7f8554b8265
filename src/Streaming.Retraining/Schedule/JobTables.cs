using Hangfire;
using Npgsql;

namespace Streaming.Retraining.Schedule;

/// <summary>The database of jobs and leases. Connects with the first question. Safe to use from any thread.</summary>
public sealed class JobTables(string connectionString) : IAsyncDisposable
{
    private readonly SemaphoreSlim gate = new(1, 1);
    private volatile JobStorage? storage;

    /// <summary>For leases, and for turns that processes take.</summary>
    public NpgsqlDataSource Database { get; } = NpgsqlDataSource.Create(connectionString);

    /// <summary>The jobs.</summary>
    /// <exception cref="InvalidOperationException"><see cref="OpenAsync"/> has not succeeded yet.</exception>
    public JobStorage Storage => storage ?? throw new InvalidOperationException("the job tables are not open yet");

    /// <summary>Opened once; tried again after a failure.</summary>
    /// <exception cref="NpgsqlException">The database cannot be reached.</exception>
    public async Task<JobStorage> OpenAsync(CancellationToken cancellation)
    {
        await gate.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            return storage ??= await JobDatabase.OpenAsync(Database, connectionString, cancellation).ConfigureAwait(false);
        }
        finally
        {
            gate.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        (storage as IDisposable)?.Dispose();
        await Database.DisposeAsync().ConfigureAwait(false);
        gate.Dispose();
    }
}
