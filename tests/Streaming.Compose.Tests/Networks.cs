namespace Streaming.Compose.Tests;

/// <summary>Addresses for a stack's own network.</summary>
internal static class Networks
{
    /// <summary>A network of 256 addresses that the engine has not given away.</summary>
    public static async Task<string> FreeAsync()
    {
        var ids = (await Docker.RunAsync("network", "ls", "--quiet")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var taken = await Docker.RunAsync(["network", "inspect", "--format", "{{range .IPAM.Config}}{{.Subnet}} {{end}}", .. ids]);
        return Enumerable
            .Range(100, 150)
            .Select(third => $"172.30.{third}.0/24")
            .First(network => !taken.Contains(network, StringComparison.Ordinal));
    }
}
