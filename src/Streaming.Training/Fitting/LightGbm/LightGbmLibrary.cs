using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Streaming.Training.Fitting.LightGbm;

/// <summary>LightGBM's C interface (c_api.h of release 4), as far as it is used here. Every call returns 0, or another number and leaves
/// its words on the calling thread.</summary>
/// <remarks>A data set that is complete is only read, so that several threads may fit on one; a booster belongs to one thread at a
/// time.</remarks>
internal static partial class LightGbmLibrary
{
    /// <summary>C_API_DTYPE_FLOAT32.</summary>
    public const int Float32 = 0;

    /// <summary>C_API_PREDICT_RAW_SCORE.</summary>
    public const int RawScore = 1;

    private const string Name = "lib_lightgbm";

    private static readonly Lazy<string> Hashed = new(Identify);

    /// <summary>SHA-256 of the library's file, and whether it can be loaded here: what is fitted with it follows from both.</summary>
    public static string Identity => Hashed.Value;

    /// <exception cref="TrainingException">The call failed; says which and with LightGBM's own words.</exception>
    public static void Check(int result, string call)
    {
        if (result != 0)
            throw new TrainingException($"LightGBM refused {call}: {Marshal.PtrToStringUTF8(GetLastError())}");
    }

    private static string Identify()
    {
        var system =
            OperatingSystem.IsWindows() ? "win"
            : OperatingSystem.IsMacOS() ? "osx"
            : "linux";
        string[] folders =
        [
            AppContext.BaseDirectory,
            Path.Combine(
                AppContext.BaseDirectory,
                "runtimes",
                $"{system}-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}",
                "native"
            ),
        ];
        var file = folders.Where(Directory.Exists).SelectMany(folder => Directory.EnumerateFiles(folder, Name + ".*")).FirstOrDefault();
        var hash = file is null ? "not shipped" : Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)));
        return $"{Name} {hash} {(NativeLibrary.TryLoad(Name, typeof(LightGbmLibrary).Assembly, null, out _) ? "loads" : "does not load")}";
    }

    [LibraryImport(Name, EntryPoint = "LGBM_DatasetCreateFromMat", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int DatasetCreate(
        ReadOnlySpan<float> matrix,
        int type,
        int rows,
        int columns,
        int isRowMajor,
        string settings,
        IntPtr reference,
        out DatasetHandle dataset
    );

    [LibraryImport(Name, EntryPoint = "LGBM_DatasetSetField", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int DatasetSetField(DatasetHandle dataset, string field, ReadOnlySpan<float> values, int count, int type);

    [LibraryImport(Name, EntryPoint = "LGBM_DatasetFree")]
    public static partial int DatasetFree(IntPtr dataset);

    [LibraryImport(Name, EntryPoint = "LGBM_BoosterCreate", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int BoosterCreate(DatasetHandle dataset, string settings, out BoosterHandle booster);

    [LibraryImport(Name, EntryPoint = "LGBM_BoosterLoadModelFromString", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int BoosterLoad(string text, out int rounds, out BoosterHandle booster);

    [LibraryImport(Name, EntryPoint = "LGBM_BoosterUpdateOneIter")]
    public static partial int BoosterUpdate(BoosterHandle booster, out int isFinished);

    [LibraryImport(Name, EntryPoint = "LGBM_BoosterSaveModelToString")]
    public static partial int BoosterSave(
        BoosterHandle booster,
        int fromRound,
        int rounds,
        int importance,
        long size,
        out long length,
        Span<byte> text
    );

    [LibraryImport(Name, EntryPoint = "LGBM_BoosterPredictForMat", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int BoosterPredict(
        BoosterHandle booster,
        ReadOnlySpan<float> matrix,
        int type,
        int rows,
        int columns,
        int isRowMajor,
        int kind,
        int fromRound,
        int rounds,
        string settings,
        out long count,
        Span<double> scores
    );

    [LibraryImport(Name, EntryPoint = "LGBM_BoosterFree")]
    public static partial int BoosterFree(IntPtr booster);

    [LibraryImport(Name, EntryPoint = "LGBM_GetLastError")]
    private static partial IntPtr GetLastError();
}
