using System.Globalization;
using Streaming.Console.Web;
using Streaming.Contracts.Events;
using Streaming.Features;

namespace Streaming.Host.Tables;

/// <summary>
/// Counts the words of orders that a model was not trained on: it reads them as missing, and who misspelt a whole column should
/// hear of it.
/// </summary>
internal sealed class UnseenTally
{
    private const int WordsShown = 5;

    private readonly (string Feature, HashSet<string> Known, Func<OrderDelivered, IEnumerable<string?>> Words)[] features;
    private readonly Dictionary<(string Feature, string Word), long> counts = [];

    public UnseenTally(CategoryDictionary known)
    {
        (string Feature, Func<OrderDelivered, IEnumerable<string?>> Words)[] read =
        [
            ("customer_state", order => [order.CustomerState]),
            ("seller_state", order => order.Items.Select(item => item.SellerState)),
            ("product_category_name", order => order.Items.Select(item => item.ProductCategoryName)),
            ("payment_type", order => order.Payments.Select(payment => (string?)payment.PaymentType)),
        ];
        features =
        [
            .. read.Select(feature =>
                (
                    feature.Feature,
                    new HashSet<string>(known.Categories.GetValueOrDefault(feature.Feature) ?? [], StringComparer.Ordinal),
                    feature.Words
                )
            ),
        ];
    }

    public void Add(OrderDelivered order)
    {
        foreach (var (feature, known, words) in features)
        {
            foreach (var word in words(order))
            {
                if (word is not null && !known.Contains(word))
                    counts[(feature, word)] = counts.GetValueOrDefault((feature, word)) + 1;
            }
        }
    }

    /// <summary>A line for each feature that has such words, the most frequent first.</summary>
    public IEnumerable<string> Lines()
    {
        foreach (var feature in counts.GroupBy(count => count.Key.Feature))
        {
            var words = feature.OrderByDescending(word => word.Value).ThenBy(word => word.Key.Word, StringComparer.Ordinal).ToList();
            var shown = string.Join(
                ", ",
                words
                    .Take(WordsShown)
                    .Select(word => string.Create(CultureInfo.InvariantCulture, $"'{Printable(word.Key.Word)}' {word.Value:N0}"))
            );
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"flagged: {feature.Key}: the model does not know {words.Count:N0} of the words, {words.Sum(word => word.Value):N0} "
                    + $"times in all, and reads them as missing: {shown}{(words.Count > WordsShown ? ", …" : "")}"
            );
        }
    }

    private static string Printable(string word) => string.Concat(word.Take(40).Select(letter => char.IsControl(letter) ? '·' : letter));
}
