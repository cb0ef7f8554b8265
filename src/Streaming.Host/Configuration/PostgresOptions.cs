using System.ComponentModel.DataAnnotations;
using Npgsql;
using Streaming.Contracts.Settings;

namespace Streaming.Host.Configuration;

/// <summary>The database of the audit trail and the artifacts.</summary>
public sealed record PostgresOptions : IRelatedSettings
{
    private const string Allowed = "Npgsql key words such as Host=…;Port=…;Database=…;Username=…, without Password";

    /// <summary>Npgsql connection string without the password. Default: user and database <c>streaming</c> on this machine.</summary>
    [Required, Hidden]
    public string ConnectionString { get; init; } = "Host=127.0.0.1;Port=5432;Database=streaming;Username=streaming";

    /// <summary>Password of the user. Default none.</summary>
    [Secret]
    public string? Password { get; init; }

    /// <summary>
    /// Connection string and password in one, for Npgsql; never for a message. Kerberos encrypts only where the string asks for it: the
    /// client would look for Kerberos' library at every start and write an error where there is none.
    /// </summary>
    public string ToConnectionString()
    {
        var parts = new NpgsqlConnectionStringBuilder(ConnectionString) { Password = Password };
        if (!parts.Keys.Any(key => key.Replace(" ", "", StringComparison.Ordinal).StartsWith("GssEnc", StringComparison.OrdinalIgnoreCase)))
            parts.GssEncryptionMode = GssEncryptionMode.Disable;
        return parts.ConnectionString;
    }

    public IEnumerable<(string Property, string Allowed)> Broken()
    {
        if (!IsWithoutPassword(ConnectionString))
            yield return (nameof(ConnectionString), Allowed);
    }

    private static bool IsWithoutPassword(string text)
    {
        try
        {
            return new NpgsqlConnectionStringBuilder(text) is { Password: null, Host: not null };
        }
        catch (Exception e) when (e is ArgumentException or FormatException or KeyNotFoundException)
        {
            return false;
        }
    }
}
