using System.Globalization;
using Streaming.Contracts;
using Streaming.Marketplace.Tables;

namespace Streaming.Marketplace.Synthetic;

/// <summary>The target folder cannot be written: it holds something that a generated marketplace does not.</summary>
public sealed class MarketplaceFolderException(string message) : IOException(message);

/// <summary>Puts a generated marketplace in place whole or not at all: it is written beside the target and renamed.</summary>
internal static class MarketplaceFolder
{
    /// <summary>Marks a folder as generated, so that it may be replaced, and says from what.</summary>
    public const string Marker = "generated.txt";

    private static readonly HashSet<string> OwnFiles = [.. TableNames.Required, TableNames.Translation, Marker];

    /// <exception cref="MarketplaceFolderException">The target holds other files, or tables that were not generated.</exception>
    public static T Fill<T>(string directory, int orders, long seed, Func<string, T> write)
    {
        var target = Path.TrimEndingDirectorySeparator(Path.GetFullPath(directory));
        RefuseForeign(target);
        var partial = target + ".partial";
        Clear(partial);
        OwnerOnly.Folder(partial);
        try
        {
            var result = write(partial);
            OwnerOnly.WriteText(
                Path.Combine(partial, Marker),
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Synthetic marketplace, made up by: generate --orders {orders} --seed {seed}\n"
                )
            );
            Replace(target, partial);
            return result;
        }
        catch
        {
            if (Directory.Exists(partial))
                Directory.Delete(partial, recursive: true);
            throw;
        }
    }

    private static void RefuseForeign(string target)
    {
        if (File.Exists(target))
            throw new MarketplaceFolderException($"{target} is a file; a marketplace needs a folder");
        if (!Directory.Exists(target))
            return;
        RefuseForeignFiles(target);
        if (Directory.EnumerateFileSystemEntries(target).Any() && !File.Exists(Path.Combine(target, Marker)))
            throw new MarketplaceFolderException(
                $"{target} holds tables without '{Marker}', so they were not generated here and are not overwritten"
            );
    }

    private static void RefuseForeignFiles(string folder)
    {
        var names = Directory.EnumerateFileSystemEntries(folder).Select(entry => Path.GetFileName(entry)!);
        var foreign = names.Where(name => !OwnFiles.Contains(name)).Order(StringComparer.Ordinal).FirstOrDefault();
        if (foreign is not null)
            throw new MarketplaceFolderException(
                $"{folder} holds '{foreign}'; only an empty folder or an earlier generated marketplace is overwritten"
            );
    }

    /// <summary>Removes what a killed run may have left under a name that runs use; refuses when it is somebody else's.</summary>
    private static void Clear(string folder)
    {
        if (!Directory.Exists(folder))
            return;
        RefuseForeignFiles(folder);
        Directory.Delete(folder, recursive: true);
    }

    private static void Replace(string target, string partial)
    {
        var former = target + ".former";
        Clear(former);
        if (Directory.Exists(target))
            Directory.Move(target, former);
        try
        {
            Directory.Move(partial, target);
        }
        catch
        {
            if (Directory.Exists(former))
                Directory.Move(former, target);
            throw;
        }

        if (Directory.Exists(former))
            Directory.Delete(former, recursive: true);
    }
}
