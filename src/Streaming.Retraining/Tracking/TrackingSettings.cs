using System.Net.Http.Headers;
using System.Text;

namespace Streaming.Retraining.Tracking;

/// <summary>Where runs are written besides our own audit trail, and within which limits. The host has checked the values.</summary>
public sealed record TrackingSettings
{
    /// <summary>Base address of the MLflow server, http or https, without user, query or fragment; a path is kept.</summary>
    public required Uri Server { get; init; }

    /// <summary>None for a server that asks for none.</summary>
    public TrackingCredentials? Credentials { get; init; }

    /// <summary>The MLflow experiment that takes the runs; created when it is not there. Not blank.</summary>
    public string Experiment { get; init; } = "streaming";

    /// <summary>Stages whose artifacts are never sent. By default the event log: it holds customer ids, which stay in our own
    /// stores.</summary>
    public IReadOnlyList<string> KeptBack { get; init; } = ["01-ingestion"];

    /// <summary>Largest artifact that is sent, in MiB; larger ones stay and are noted.</summary>
    public int LargestArtifactMiB { get; init; } = 512;

    /// <summary>Characters of a parameter's value; a longer one is cut and kept whole in an artifact. Servers before MLflow 2.8 take
    /// 500.</summary>
    public int LongestParameter { get; init; } = 6000;

    /// <summary>How long one request may take.</summary>
    public TimeSpan RequestLimit { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long one artifact may take.</summary>
    public TimeSpan UploadLimit { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Attempts of a request that may be repeated, at least 1.</summary>
    public int Attempts { get; init; } = 3;

    /// <summary>Before the second attempt; doubles with each further one.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromSeconds(1);
}

/// <summary>How we present ourselves to the server. Nothing prints it.</summary>
public sealed class TrackingCredentials
{
    private TrackingCredentials(AuthenticationHeaderValue header) => Header = header;

    internal AuthenticationHeaderValue Header { get; }

    /// <summary>User name and password.</summary>
    public static TrackingCredentials Basic(string user, string password) =>
        new(new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"))));

    /// <summary>A token in its own scheme.</summary>
    public static TrackingCredentials Bearer(string token) => new(new AuthenticationHeaderValue("Bearer", token));

    public override string ToString() => "(not shown)";
}
