using System.Diagnostics;
using System.Text;
using Npgsql;
using Streaming.Testing;
using Xunit;

namespace Streaming.Retraining.Tests.Runs;

/// <summary>A trainer with pausable stages as a process of its own, on a database of the test's.</summary>
internal sealed class TrainerProcess : IDisposable
{
    private readonly Process process;
    private readonly StringBuilder said = new();

    public TrainerProcess(string connectionString, string workFolder)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Streaming.PausedRuns.dll"), "trainer"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var connection = new NpgsqlConnectionStringBuilder(connectionString);
        start.Environment["STREAMING__Postgres__Password"] = connection.Password;
        connection.Password = null;
        start.Environment["STREAMING__Postgres__ConnectionString"] = connection.ConnectionString;
        start.Environment["STREAMING__Kafka__BootstrapServers"] = "127.0.0.1:1"; // nobody is there: promotions are told later
        start.Environment["STREAMING__Listen__Port"] = "0";
        start.Environment["STREAMING__Trainer__WorkFolder"] = workFolder;
        process = Process.Start(start)!;
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>Everything that it has said, for a test that fails.</summary>
    public string Said
    {
        get
        {
            lock (said)
                return said.ToString();
        }
    }

    /// <summary>Until its web side answers, which is when it has begun to work.</summary>
    public async Task WaitUntilUpAsync() =>
        await Wait.For(
            () => Task.FromResult(Said),
            text => text.Contains("Listening on", StringComparison.Ordinal),
            TimeSpan.FromSeconds(90)
        );

    /// <summary>kill -9.</summary>
    public void Kill()
    {
        process.Kill();
        process.WaitForExit();
    }

    public void Dispose()
    {
        if (!process.HasExited)
            Kill();
        process.Dispose();
    }

    private void Keep(string? line)
    {
        if (line is null)
            return;
        lock (said)
            said.AppendLine(line);
    }
}
