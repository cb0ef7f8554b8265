using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Streaming.Testing;

/// <summary>A server that this project did not write, as a process of its own that dies with its fixture.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly Process process;
    private readonly StringBuilder said = new();

    private ServerProcess(ProcessStartInfo start)
    {
        (start.RedirectStandardOutput, start.RedirectStandardError) = (true, true);
        process = Process.Start(start)!;
        process.OutputDataReceived += (_, line) => Keep(line.Data); // read, so that it never waits for a full pipe
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>Starts a server and waits until it answers.</summary>
    /// <param name="name">For messages.</param>
    /// <param name="start">The program with its arguments.</param>
    /// <param name="question">Address that answers with success when the server is ready.</param>
    /// <param name="longestStart">After which it is given up.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <exception cref="InvalidOperationException">The server ended.</exception>
    /// <exception cref="TimeoutException">It did not answer in time.</exception>
    public static async Task<ServerProcess> StartAsync(
        string name,
        ProcessStartInfo start,
        Uri question,
        TimeSpan longestStart,
        CancellationToken cancellation
    )
    {
        var server = new ServerProcess(start);
        try
        {
            await server.AwaitAnswerAsync(name, question, longestStart, cancellation);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>A loopback port that nobody listens on now.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
            process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
    }

    private async Task AwaitAnswerAsync(string name, Uri question, TimeSpan longestStart, CancellationToken cancellation)
    {
        using var http = new HttpClient();
        var since = Stopwatch.StartNew();
        while (!await AnswersAsync(http, question, cancellation))
        {
            if (process.HasExited)
                throw new InvalidOperationException($"{name} stopped with exit code {process.ExitCode} while it started: {Said()}");
            if (since.Elapsed > longestStart)
                throw new TimeoutException($"{name} did not answer at {question} within {longestStart}: {Said()}");
            await Task.Delay(Pause, cancellation);
        }
    }

    private static async Task<bool> AnswersAsync(HttpClient http, Uri question, CancellationToken cancellation)
    {
        try
        {
            using var response = await http.GetAsync(question, cancellation);
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private void Keep(string? line)
    {
        lock (said)
            said.AppendLine(line);
    }

    private string Said()
    {
        lock (said)
            return said.ToString();
    }
}
