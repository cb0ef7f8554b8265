using Hangfire;
using Npgsql;
using Streaming.Retraining.Schedule;

namespace Streaming.Host.Retraining;

/// <summary>The jobs and leases of training runs for a process that does not work on runs. Connects with the first question. Safe to use
/// from any thread.</summary>
internal sealed class JobTables(string connectionString) : IAsyncDisposable
{
    private readonly SemaphoreSlim gate = new(1, 1);
    private JobStorage? storage;

    public NpgsqlDataSource Database { get; } = NpgsqlDataSource.Create(connectionString);

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
