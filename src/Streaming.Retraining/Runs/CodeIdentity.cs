using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Streaming.Training.Fitting.LightGbm;
using LoadedAssembly = System.Reflection.Assembly;

namespace Streaming.Retraining.Runs;

/// <summary>
/// Which code computes a stage: a hash over the module version ids of the stage's assembly, of ours that it uses, of the libraries that
/// those use directly (and ML.NET's among
/// themselves), over LightGBM's library and the runtime. Builds are deterministic: equal sources give equal ids, other code gives another.
/// Needs no version control.
/// </summary>
internal static class CodeIdentity
{
    private const string Ours = "Streaming.";
    private const string MlNet = "Microsoft.ML";

    private static readonly ConcurrentDictionary<LoadedAssembly, IReadOnlyList<string>> Known = [];

    /// <summary>SHA-256, 64 lower-case hexadecimal digits. Assemblies are looked at once.</summary>
    /// <param name="types">From the assemblies where the work begins.</param>
    public static string Of(IEnumerable<Type> types) =>
        Of(types.Select(type => type.Assembly).Distinct().SelectMany(assembly => Known.GetOrAdd(assembly, Modules)));

    /// <summary>The same of given modules, each a name and a module version id.</summary>
    internal static string Of(IEnumerable<string> modules)
    {
        var text = new StringBuilder();
        foreach (var module in modules.Distinct().Order(StringComparer.Ordinal))
            text.Append(module).Append('\n');
        text.Append(LightGbmLibrary.Identity)
            .Append('\n')
            .Append(RuntimeInformation.FrameworkDescription)
            .Append('\n')
            .Append(RuntimeInformation.ProcessArchitecture);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    /// <summary>Name and module version id of each assembly that takes part, in order of their names.</summary>
    public static IReadOnlyList<string> Modules(LoadedAssembly root)
    {
        var found = new SortedDictionary<string, LoadedAssembly?>(StringComparer.Ordinal) { [root.GetName().Name!] = root };
        var open = new Queue<LoadedAssembly>([root]);
        while (open.TryDequeue(out var assembly))
        {
            foreach (var reference in assembly.GetReferencedAssemblies())
            {
                if (IsOfTheRuntime(reference.Name!) || found.ContainsKey(reference.Name!))
                    continue;
                var loaded = Load(reference);
                found.Add(reference.Name!, loaded);
                if (loaded is not null && IsFollowed(reference.Name!))
                    open.Enqueue(loaded);
            }
        }

        return
        [
            .. found.Select(one =>
                $"{one.Key} {(one.Value is { } loaded ? loaded.ManifestModule.ModuleVersionId.ToString("N") : "not shipped")}"
            ),
        ];
    }

    private static bool IsFollowed(string name) =>
        name.StartsWith(Ours, StringComparison.Ordinal) || name.StartsWith(MlNet, StringComparison.Ordinal);

    /// <summary>The framework's own version stands for them.</summary>
    private static bool IsOfTheRuntime(string name) =>
        name is "netstandard" or "mscorlib" or "System"
        || name.StartsWith("System.", StringComparison.Ordinal)
        || (name.StartsWith("Microsoft.", StringComparison.Ordinal) && !name.StartsWith(MlNet, StringComparison.Ordinal));

    private static LoadedAssembly? Load(AssemblyName reference)
    {
        try
        {
            return LoadedAssembly.Load(reference);
        }
        catch (FileNotFoundException)
        {
            return null; // named by a library for a use that this program has not
        }
    }
}
