using System.Diagnostics;
using System.Text.Json;
using Streaming.Marketplace.Synthetic;
using Streaming.Testing;
using Xunit;

namespace Streaming.EndToEnd;

/// <summary>The short form of <c>ops/fuzz.sh</c>; what it finds becomes a test of its own.</summary>
public sealed class FuzzTests
{
    /// <summary>Half a minute: 9 s for the decoders, 13 s for the topics and the HTTP side, 3 s for tables and registry each, 1.5 s for
    /// settings.</summary>
    private const string Minutes = "0.5";

    [Fact]
    public async Task no_input_at_any_entrance_ends_anything_or_is_lost()
    {
        RealParts.RequireKafkaHome();
        using var folder = new TemporaryFolder("fuzz");
        var report = folder.Below("report.json");
        var program = Path.Combine(AppContext.BaseDirectory, "Streaming.Fuzz.dll");
        var start = new ProcessStartInfo(
            "dotnet",
            [program, "--seed", "1", "--minutes", Minutes, "--json", report, "--findings", folder.Below("findings")]
        )
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        var said = $"{await output}\n{await error}";

        Assert.True(process.ExitCode == 0, said);
        using var read = JsonDocument.Parse(await File.ReadAllBytesAsync(report, TestContext.Current.CancellationToken));
        var accepted = read
            .RootElement.GetProperty("Entrances")
            .EnumerateArray()
            .ToDictionary(entrance => entrance.GetProperty("Name").GetString()!, entrance => entrance.GetProperty("Accepted").GetInt64());
        Assert.Equal(["decoders", "http", "registry", "settings", "tables", "topics"], accepted.Keys.Order(StringComparer.Ordinal));
        Assert.All(
            accepted,
            entrance => Assert.True(entrance.Value > 0, $"{entrance.Key} took no input: only its door was tested\n{said}")
        );
    }
}
