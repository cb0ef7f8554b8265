using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Reflection;
using Microsoft.Extensions.Options;
using Streaming.Contracts.Settings;

namespace Streaming.Host.Configuration;

/// <summary>Everything that is wrong with the settings, in one go, so that a file is mended in one go: each with key, value, what is
/// allowed and where it was set.</summary>
internal sealed class SettingsValidation(SettingsSources sources) : IValidateOptions<Settings>
{
    public ValidateOptionsResult Validate(string? name, Settings options)
    {
        List<string> problems = [.. sources.All.SelectMany(SettingKeys.Unknown), .. Problems(options, ""), .. options.AccessProblems()];
        if (problems.Count == 0)
            problems.AddRange(options.TrainingProblems());
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    /// <summary>Of a record and its sections. One problem is enough for one value.</summary>
    private IEnumerable<string> Problems(object record, string path)
    {
        var named = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (property, key) in SettingKeys.Below(record.GetType(), path))
        {
            var value = property.GetValue(record);
            if (SettingText.NamedSection(property.PropertyType) is not null)
            {
                foreach (var problem in sources.NamesBelow(key).SelectMany(name => Problems(((IDictionary)value!)[name]!, $"{key}:{name}")))
                    yield return problem;
            }
            else if (SettingText.IsSection(property.PropertyType))
            {
                foreach (var problem in Problems(value!, key))
                    yield return problem;
            }
            else if (OfSetting(property, value, key) is { } problem)
            {
                named.Add(property.Name);
                yield return problem;
            }
        }

        if (record is not IRelatedSettings related)
            yield break;
        foreach (var (name, allowed) in related.Broken())
        {
            var property = record.GetType().GetProperty(name)!;
            if (named.Add(name))
                yield return Refusal(property, $"{path}:{name}", property.GetValue(record), allowed);
        }
    }

    private string? OfSetting(PropertyInfo property, object? value, string key)
    {
        if (sources.Of(key) is { } source)
        {
            if (!source.MayHold(property))
                return $"{key} is a secret and is set in {source.Place(key)}; allowed: "
                    + $"{SettingsLoader.SecretsFile} or an environment variable";
            var texts = source.Texts(key, property.PropertyType);
            if (!SettingText.TryParse(property.PropertyType, texts, out _, out var allowed))
                return Refusal(property, key, string.Join(",", texts), allowed);
        }

        var broken = property.GetCustomAttributes<ValidationAttribute>(true).FirstOrDefault(rule => !rule.IsValid(value));
        return broken is null ? null : Refusal(property, key, value, SettingText.Allowed(broken));
    }

    private string Refusal(PropertyInfo property, string key, object? value, string allowed)
    {
        var shown =
            property.IsDefined(typeof(HiddenAttribute)) || property.IsDefined(typeof(SecretAttribute))
                ? "(not shown)"
                : SettingText.Show(value);
        return $"{key} is {shown}; allowed: {allowed} ({sources.Of(key)?.Place(key) ?? "default"})";
    }
}
