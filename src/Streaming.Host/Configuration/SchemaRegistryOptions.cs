using System.ComponentModel.DataAnnotations;
using Streaming.Contracts.Registry;

namespace Streaming.Host.Configuration;

/// <summary>How to reach the schema registry, Confluent's or one that speaks its REST interface.</summary>
public sealed record SchemaRegistryOptions : IRelatedSettings
{
    /// <summary>Base address; http or https, a path is allowed. Default <c>http://127.0.0.1:8081</c>.</summary>
    [Required, Hidden, Form(@"https?://[^\s/?#@]+(/[^\s?#]*)?", "an http or https address without user, query or fragment")]
    public string Url { get; init; } = "http://127.0.0.1:8081";

    /// <summary>User of basic authentication; none when empty. Default none.</summary>
    public string? Username { get; init; }

    /// <summary>Password of basic authentication; needs a user name. Default none.</summary>
    [Secret]
    public string? Password { get; init; }

    public SchemaRegistryConfig ToConfig() => new()
    {
        Url = Url,
        BasicAuthUserInfo = string.IsNullOrEmpty(Username) ? null : $"{Username}:{Password}",
    };

    public IEnumerable<(string Property, string Allowed)> Broken()
    {
        if (string.IsNullOrEmpty(Username) != string.IsNullOrEmpty(Password))
            yield return (string.IsNullOrEmpty(Username) ? nameof(Username) : nameof(Password), "user name and password together, or neither");
    }
}
