using Streaming.Features;
using Streaming.Models.Reasons;
using Xunit;

namespace Streaming.Models.Tests.Reasons;

public sealed class ReasonTranslationTests
{
    private const int Orders = 3_000;

    private static readonly Dictionary<string, IReadOnlyList<string>> Categories = FeatureSchema
        .All.Where(feature => feature.Kind == FeatureKind.Categorical)
        .ToDictionary(feature => feature.Name, _ => (IReadOnlyList<string>)["bed_bath_table", "credit_card"]);

    private static readonly float[] Values = [float.NaN, 0, 1, 1, 0.04f, 0.31f, 1.2f, 2, 3, 6, 54, 1234.5f, -0.02f, -3.4f];

    [Fact]
    public void every_sentence_that_is_told_has_a_twin_and_every_twin_is_told()
    {
        var random = new Random(7);
        var told = new HashSet<string>();
        var without = new HashSet<string>();
        for (var order = 0; order < Orders; order++)
        {
            var vector = Vector(random);
            foreach (var concept in ReasonCatalog.All)
            {
                var text = concept.Text(new ReasonFacts(vector, Categories));
                if (ReasonTranslation.Find(text) is { } found)
                    told.Add(found.Twin.English);
                else if (!text.Contains("NaN", StringComparison.Ordinal)) // of values that no order has together
                    without.Add(text);
            }
        }

        Assert.Empty(without);
        Assert.Empty(ReasonTranslation.Twins.Select(twin => twin.English).Except(told));
    }

    [Fact]
    public void both_templates_name_the_same_values() =>
        Assert.All(ReasonTranslation.Twins, twin => Assert.Equal(twin.Values, twin.PortugueseNames));

    [Theory]
    [InlineData("Delivered 1 day after the promised date", "Entregue 1 dia depois da data prometida")]
    [InlineData("Delivered 1 hour before the promised date", "Entregue 1 hora antes da data prometida")]
    [InlineData(
        "Delivered 12 days after the purchase, 10 hours of them with the carrier",
        "Entregue 12 dias depois da compra, 10 horas com a transportadora"
    )]
    [InlineData("Goods of BRL 1234.50, paid BRL 0.99", "Produtos de R$ 1.234,50, pagos R$ 0,99")]
    [InlineData("The goods weigh 0.5 kg", "Os produtos pesam 0,5 kg")]
    [InlineData("Paid by credit card in 10 instalments", "Pago com cartão de crédito em 10 parcelas")]
    [InlineData("Paid by boleto", "Pago com boleto")]
    [InlineData("Bought on a Saturday at 9 h", "Comprado num sábado às 9 h")]
    [InlineData("3 sellers in one order of 4 items", "3 vendedores num pedido de 4 itens")]
    [InlineData(
        "The product page has 1 photos and a description of 800 characters",
        "A página do produto tem 1 foto e uma descrição de 800 caracteres"
    )]
    [InlineData("This product's record: 25 % unsatisfied over 1 review", "O histórico deste produto: 25 % insatisfeitos em 1 avaliação")]
    [InlineData(
        "Reviews of this category complain about poor quality: about 12 % of them",
        "As avaliações desta categoria reclamam de má qualidade: cerca de 12 % delas"
    )]
    public void values_go_over_with_their_numbers_and_plurals(string english, string portuguese) =>
        Assert.Equal(portuguese, ReasonTranslation.ToPortuguese(english));

    [Theory]
    [InlineData("")]
    [InlineData("Delivered")]
    [InlineData("Delivered soon after the promised date")]
    [InlineData("A single item\n")]
    [InlineData("<script>alert(1)</script>")]
    public void what_is_no_sentence_of_ours_has_no_translation(string text) => Assert.Null(ReasonTranslation.ToPortuguese(text));

    private static float[] Vector(Random random)
    {
        var vector = new float[FeatureSchema.All.Count];
        for (var i = 0; i < vector.Length; i++)
        {
            var feature = FeatureSchema.All[i];
            vector[i] =
                feature.Kind == FeatureKind.Categorical
                    ? random.Next(3) is var code and < 2
                        ? code
                        : float.NaN
                    : feature.Name.EndsWith("day_of_week", StringComparison.Ordinal)
                        ? random.Next(7)
                        : Values[random.Next(Values.Length)];
        }

        if (random.Next(4) == 0) // no complaint at all is rare by chance
            foreach (var complaint in FeatureSchema.All.Where(feature => feature.Name.EndsWith("_share", StringComparison.Ordinal)))
                vector[FeatureSchema.IndexOf(complaint.Name)] = 0;
        return vector;
    }
}
