using Streaming.Console.Web;
using Streaming.Contracts.Rules;

namespace Streaming.Console.Pages.Runs;

/// <summary>What is wrong with a row, in words.</summary>
public static class RuleFormatter
{
    /// <summary>Such as <c>product_category_name is empty</c> and <c>review_score is out of bounds: 6</c>.</summary>
    public static string Of(BrokenRule rule)
    {
        var meaning = rule.Code switch
        {
            RuleCodes.Null => "is empty",
            RuleCodes.Type => "is not of its type",
            RuleCodes.Bounds => "is out of bounds",
            RuleCodes.Enum => "is none of the allowed values",
            RuleCodes.TimeOrder => "is out of order",
            RuleCodes.Unique => "is there already",
            RuleCodes.Reference => "refers to nothing",
            _ => null,
        };
        var what =
            meaning is not null && rule.Column.Length > 0 ? $"{rule.Column} {meaning}"
            : rule.Column.Length > 0 ? $"{Format.Plain(rule.Code)}, {rule.Column}"
            : Format.Plain(rule.Code);
        return rule.Value.Length > 0 ? $"{what}: {rule.Value}" : what;
    }
}
