using System.ComponentModel.DataAnnotations;
using Streaming.Contracts.Rules;

namespace Streaming.Contracts.Settings;

/// <summary>The setting is a secret: accepted from <c>secrets.yaml</c> and the environment only, never shown in a message.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SecretAttribute : Attribute;

/// <summary>No message shows the value: somebody may have put a password into it.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class HiddenAttribute : Attribute;

/// <summary>An environment variable that other programs use for the same setting sets it too.</summary>
/// <remarks>Weaker than <c>STREAMING__Section__Setting</c>, stronger than the files. An empty variable is none.</remarks>
[AttributeUsage(AttributeTargets.Property)]
public sealed class VariableAttribute(string name) : Attribute
{
    public string Name { get; } = name;
}

/// <summary>The number lies between two limits, both allowed; with <see cref="OpenEnds"/> neither is.</summary>
public sealed class BetweenAttribute(double least, double most) : ValidationAttribute
{
    public double Least { get; } = least;

    public double Most { get; } = most;

    public bool OpenEnds { get; init; }

    public override bool IsValid(object? value) =>
        value is not IConvertible number
        || (number.ToDouble(null) is var x && (OpenEnds ? x > Least && x < Most : x >= Least && x <= Most));

    public override string FormatErrorMessage(string name) =>
        OpenEnds ? $"a number above {Least:R} and below {Most:R}" : $"{Least:R} to {Most:R}";
}

/// <summary>Text of a form that <paramref name="allowed"/> describes in words.</summary>
public sealed class FormAttribute(string pattern, string allowed) : ValidationAttribute
{
    public string Pattern { get; } = pattern;

    public string Allowed { get; } = allowed;

    public override bool IsValid(object? value) =>
        value switch
        {
            string text => Matches(text),
            IEnumerable<string> texts => texts.Any() && texts.All(Matches),
            _ => true,
        };

    public override string FormatErrorMessage(string name) => Allowed;

    private bool Matches(string text) => System.Text.RegularExpressions.Regex.IsMatch(text, $@"\A(?:{Pattern})\z");
}

/// <summary>A rule that ties several settings of one section together.</summary>
public interface IRelatedSettings
{
    /// <summary>Broken rules: the property whose value breaks it, and what is allowed there.</summary>
    IEnumerable<(string Property, string Allowed)> Broken();
}
