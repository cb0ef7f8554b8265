using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Streaming.Audit.Models;
using Streaming.Audit.Registry;
using Streaming.Host.Configuration;

namespace Streaming.Host.Commands;

/// <summary><c>models show</c>: one version, or who served at an instant.</summary>
internal static class ModelsShowCommand
{
    public static Command Create()
    {
        var version = new Argument<string?>("VERSION")
        {
            Description = "A registered version [default: the one that serves]",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var at = new Option<DateTimeOffset?>("--at")
        {
            Description = "Instead of a version: who served at this time, such as 2030-01-31T12:00:00Z",
            HelpName = "TIME",
        }.Instant();
        var (model, json) = (ModelsCommand.Model(), ModelsCommand.AsJson());
        var command = new Command("show", "Shows a version: its artifact, the run that made it, its lineage, and every decision about it.")
        {
            version,
            at,
            model,
            json,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(version) is not null && result.IsGiven(at))
                result.AddError("give either VERSION or --at TIME");
        });
        command.SetAction(
            async (parsed, cancellation) =>
            {
                var settings = CommandOptions.LoadSettings(parsed);
                await using var store = settings.OpenAudit(TimeProvider.System);
                var history = await ModelsCommand.RequireAsync(store, ModelsCommand.NameOf(parsed, model, settings), cancellation);
                var shown = VersionOf(history, parsed.GetValue(version), parsed.GetValue(at));
                var output = parsed.InvocationConfiguration.Output;
                if (parsed.GetValue(json))
                    await output.WriteLineAsync(JsonSerializer.Serialize(Shape(history, shown), ModelsCommand.Json));
                else
                    Write(history, shown, output);
                return ExitCodes.Ok;
            }
        );
        return command;
    }

    /// <exception cref="BadInputException">There is no such version, or nothing served.</exception>
    internal static RegisteredModel VersionOf(ModelHistory history, string? version, DateTimeOffset? at)
    {
        var wanted =
            version
            ?? history.ChampionAt(at ?? DateTimeOffset.MaxValue)?.Version
            ?? throw new BadInputException(
                at is { } instant
                    ? $"nothing served under model '{history.Name}' at {ModelsCommand.Time(instant)} UTC"
                    : $"nothing serves under model '{history.Name}'; name a version"
            );
        return history.Find(wanted)
            ?? throw new BadInputException(
                $"model '{history.Name}' has no version '{wanted}'; registered: "
                    + $"{string.Join(", ", history.Registered.Select(known => known.Version))}"
            );
    }

    private static object Shape(ModelHistory history, RegisteredModel shown) =>
        new
        {
            Model = history.Name,
            shown.Version,
            shown.Sha256,
            State = history.StateOf(shown.Version),
            shown.RegisteredAt,
            shown.RunId,
            Lineage = JsonSerializer.Deserialize<JsonElement>(shown.Lineage),
            Decisions = history.Champions.Where(decision => decision.Version == shown.Version),
            Proposals = history.Proposals.Where(proposal => proposal.Version == shown.Version),
            Rejections = history.Rejections.Where(rejection => rejection.Version == shown.Version),
        };

    private static void Write(ModelHistory history, RegisteredModel shown, TextWriter output)
    {
        output.WriteLine($"{history.Name} {history.ShortNameOf(shown.Version)}, version {shown.Version}: {history.StateOf(shown.Version)}");
        output.WriteLine($"sha256      {shown.Sha256}");
        output.WriteLine(
            $"registered  {ModelsCommand.Time(shown.RegisteredAt)} "
                + $"UTC{(shown.RunId.Length == 0 ? ", from a file" : ", by run " + shown.RunId)}"
        );
        output.WriteLine($"lineage     {shown.Lineage}");
        foreach (var proposal in history.Proposals.Where(proposal => proposal.Version == shown.Version))
            output.WriteLine(
                $"proposed    {ModelsCommand.Time(proposal.At)} UTC by {proposal.By}: "
                    + $"{proposal.Why}{(proposal.IsWaiting ? " (waits)" : "")}"
            );
        foreach (var rejection in history.Rejections.Where(rejection => rejection.Version == shown.Version))
            output.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"rejected    {ModelsCommand.Time(rejection.At)} UTC by {rejection.By}"
                        + $"{(rejection.Gate.Length == 0 ? "" : $", gate {rejection.Gate} at {rejection.Value}, limit {rejection.Limit}")}"
                        + $": {rejection.Why}"
                )
            );
        foreach (var decision in history.Champions.Where(decision => decision.Version == shown.Version))
            output.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{WordOf(decision)} {ModelsCommand.Time(decision.Since)} UTC by {decision.By}, "
                        + $"decision {decision.DecisionNumber}: {decision.Why}"
                )
            );
    }

    private static string WordOf(Champion decision) =>
        decision.Kind switch
        {
            Champion.RolledBack => "rolled back",
            Champion.PromotedDespiteGates => "overridden ",
            _ => "promoted   ",
        };
}
