using System.ComponentModel.DataAnnotations;
using Streaming.Kafka.Wire;

namespace Streaming.Kafka.Registry;

/// <summary>How to reach a schema registry. Names and meanings are those of Confluent's client (<c>schema.registry.*</c>).</summary>
public sealed class SchemaRegistryConfig
{
    /// <summary><c>schema.registry.url</c>: one http(s) URL, or several of the same registry separated by commas; the next one is tried
    /// when one fails. A path is kept. Required.</summary>
    public required string Url { get; init; }

    /// <summary><c>schema.registry.basic.auth.user.info</c>: <c>user:password</c>. None by default. Never appears in a message.</summary>
    public string? BasicAuthUserInfo { get; init; }

    /// <summary>
    /// <c>bearer.auth.token</c>: sent as it is, instead of user and password. None by default. Never appears in a message.
    /// </summary>
    public string? BearerAuthToken { get; init; }

    /// <summary>
    /// <c>schema.registry.ssl.ca.location</c>: file with the authorities, PEM or DER, that alone are believed. Default: the system's.
    /// </summary>
    public string? SslCaLocation { get; init; }

    /// <summary>
    /// Client certificate: PEM with its chain, with a key in <see cref="SslKeyLocation"/>; or PKCS12
    /// (<c>schema.registry.ssl.keystore.location</c>), which holds both. None by default.
    /// </summary>
    public string? SslCertificateLocation { get; init; }

    /// <summary>PEM file of the client certificate's key. None by default: the key is in the certificate's file.</summary>
    public string? SslKeyLocation { get; init; }

    /// <summary>Password of the key or of the PKCS12 file. Never appears in a message.</summary>
    public string? SslKeyPassword { get; init; }

    /// <summary>
    /// How long one question may take with all its attempts, 1 to 600,000 ms. Default 6,000: a scorer waits for no more. Ours alone.
    /// </summary>
    [Range(1, 600_000)]
    [Display(Name = "schema.registry.total.timeout.ms")]
    public int TotalTimeoutMs { get; init; } = 6_000;

    /// <summary><c>schema.registry.request.timeout.ms</c>: how long one attempt may take, 1 to 600,000 ms. Default 5,000.</summary>
    [Range(1, 600_000)]
    [Display(Name = "schema.registry.request.timeout.ms")]
    public int RequestTimeoutMs { get; init; } = 5_000;

    /// <summary><c>schema.registry.max.retries</c>: attempts after the first one, 0 to 100. Default 3.</summary>
    [Range(0, 100)]
    [Display(Name = "schema.registry.max.retries")]
    public int MaxRetries { get; init; } = 3;

    /// <summary>
    /// <c>schema.registry.retries.wait.ms</c>: pause before the first retry; doubles with each further one. 0 to 600,000 ms. Default 250.
    /// </summary>
    [Range(0, 600_000)]
    [Display(Name = "schema.registry.retries.wait.ms")]
    public int RetriesWaitMs { get; init; } = 250;

    /// <summary><c>schema.registry.retries.max.wait.ms</c>: the longest pause, 0 to 600,000 ms. Default 20,000.</summary>
    [Range(0, 600_000)]
    [Display(Name = "schema.registry.retries.max.wait.ms")]
    public int RetriesMaxWaitMs { get; init; } = 20_000;

    /// <inheritdoc cref="ISchemaRegistry.AvroImplementation"/>
    /// <remarks>Default <see cref="AvroImplementation.Fast"/>. Ours alone.</remarks>
    [EnumDataType(typeof(AvroImplementation))]
    public AvroImplementation AvroImplementation { get; init; }

    /// <exception cref="ArgumentException">A value that is not allowed: names the setting, the value and what is allowed.</exception>
    public void Validate()
    {
        _ = ParseUrls();
        if (BasicAuthUserInfo is not null && BasicAuthUserInfo.IndexOf(':', StringComparison.Ordinal) < 1)
            throw new ArgumentException("schema.registry.basic.auth.user.info must be user:password (the value is not shown).");
        if (BasicAuthUserInfo is not null && BearerAuthToken is not null)
            throw new ArgumentException(
                "schema.registry.basic.auth.user.info and bearer.auth.token exclude each other; both are set (the values are not shown)."
            );
        if (BearerAuthToken is not null && BearerAuthToken.AsSpan().ContainsAnyExceptInRange('!', '~'))
            throw new ArgumentException("bearer.auth.token must be printable ASCII without blanks (the value is not shown).");
        try
        {
            Validator.ValidateObject(this, new ValidationContext(this), validateAllProperties: true);
        }
        catch (ValidationException e)
        {
            throw new ArgumentException($"{e.ValidationResult.ErrorMessage} It is '{e.Value}'.", e);
        }
    }

    internal Uri[] ParseUrls()
    {
        var parts = (Url ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var urls = new Uri[parts.Length];
        for (var i = 0; i < parts.Length; i++)
        {
            if (
                !Uri.TryCreate(parts[i].TrimEnd('/') + "/", UriKind.Absolute, out var url)
                || url.Scheme is not ("http" or "https")
                || url.UserInfo.Length > 0
            )
                throw new ArgumentException(
                    $"schema.registry.url must hold http(s) URLs without user and password; '{Shown(parts[i])}' is none."
                );
            urls[i] = url;
        }

        return urls.Length > 0
            ? urls
            : throw new ArgumentException($"schema.registry.url must hold at least one http(s) URL; it is '{Url}'.");
    }

    /// <summary>Without what stands before an @: it may be a password.</summary>
    private static string Shown(string url) => url[(url.LastIndexOf('@') + 1)..];
}
