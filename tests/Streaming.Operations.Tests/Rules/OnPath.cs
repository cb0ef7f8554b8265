namespace Streaming.Operations.Tests.Rules;

/// <summary>Programs that may be installed.</summary>
internal static class OnPath
{
    public static bool Has(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator)
            .Any(folder => File.Exists(Path.Combine(folder, program)));
}
