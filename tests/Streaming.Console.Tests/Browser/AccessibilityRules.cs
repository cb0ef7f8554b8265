using Deque.AxeCore.Commons;
using Microsoft.Playwright;

namespace Streaming.Console.Tests.Browser;

/// <summary>
/// axe-core in a page. Its script is given to a page once, and only violations come back: the package's own call gives it anew for every
/// check, to a second page as well, and fetches what holds too.
/// </summary>
internal static class AccessibilityRules
{
    private const string Check = """
        async rules => {
            const found = await axe.run(document, {
                resultTypes: ["violations"],
                ...(rules.length > 0 ? { runOnly: { type: "rule", values: rules } } : {}),
            });
            return found.violations.map(rule =>
                `${rule.id}: ${rule.help}: ${rule.nodes.slice(0, 3).map(node => node.html).join(" | ")}`);
        }
        """;

    private static readonly string Script = Read();

    /// <summary>The rules that the page breaks, in words.</summary>
    /// <param name="page">Must run scripts.</param>
    /// <param name="rules">Only these; none for all.</param>
    public static async Task<IReadOnlyList<string>> BrokenAsync(IPage page, string[] rules)
    {
        if (!await page.EvaluateAsync<bool>("() => typeof axe !== 'undefined'"))
            await page.EvaluateAsync(Script);
        return await page.EvaluateAsync<string[]>(Check, rules);
    }

    private static string Read()
    {
        var assembly = typeof(AxeRunOptions).Assembly;
        using var stream = assembly.GetManifestResourceStream("Deque.AxeCore.Commons.Resources.axe.min.js")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
