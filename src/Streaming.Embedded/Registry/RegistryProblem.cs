using Streaming.Contracts.Rules;

namespace Streaming.Embedded.Registry;

/// <summary>A request that is answered with an error, in the numbers that Confluent's interface defines.</summary>
internal sealed class RegistryProblem(int status, int code, string message) : Exception(message)
{
    public int Status { get; } = status;

    public int Code { get; } = code;

    public static RegistryProblem UnknownSubject(string subject) => new(404, 40401, $"Subject '{subject}' not found.");

    public static RegistryProblem UnknownVersion(string subject, int version) =>
        new(404, 40402, $"Version {version} of subject '{subject}' not found.");

    public static RegistryProblem UnknownSchema(string where) => new(404, 40403, $"Schema not found: {where}.");

    public static RegistryProblem NoLevelOfItsOwn(string subject) =>
        new(404, 40408, $"Subject '{subject}' has no compatibility level of its own.");

    public static RegistryProblem InvalidSchema(string why) => new(422, 42201, $"Invalid Avro schema: {why}");

    public static RegistryProblem InvalidVersion(string version) =>
        new(422, 42202, $"The version '{version}' is not valid: allowed are 1 to 2147483647, -1 and 'latest'.");

    public static RegistryProblem InvalidLevel(string? level) =>
        new(422, 42203, $"The compatibility level '{level}' is not valid: allowed are {string.Join(", ", CompatibilityLevel.Names)}.");

    public static RegistryProblem Incompatible(string subject, CompatibilityLevel level, IEnumerable<string> differences) =>
        new(
            409,
            409,
            $"The schema is incompatible with an earlier one of subject '{subject}' (level {level.Name}): " + string.Join("; ", differences)
        );

    public static RegistryProblem InvalidSubject(string why) => new(422, 42208, $"The subject's name is not valid: {why}.");

    public static RegistryProblem NotKept(string member) =>
        new(
            422,
            42201,
            $"Invalid Avro schema: this registry keeps no '{member}', and does not take a schema whose '{member}' would be lost"
        );

    public static RegistryProblem NotPermitted(string what) => new(422, 42205, $"This registry does not {what}.");

    public static RegistryProblem InvalidNumber(string name, string? text) =>
        new(400, 400, $"The parameter '{name}' is '{text}'; allowed is a whole number, of 'limit' also -1 for all.");

    public static RegistryProblem Unreadable(string why) => new(400, 400, $"The request is not what this path takes: {why}");
}
