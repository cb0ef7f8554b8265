namespace Streaming.Models.Reasons;

/// <summary>The sentences of <see cref="HistoryTexts"/>, and each in Portuguese.</summary>
internal static class HistoryTwins
{
    public static readonly IReadOnlyList<(string English, string Portuguese)> All =
    [
        ("No comparable orders: promise or items are missing", "Nenhum pedido comparável: falta a promessa ou faltam os itens"),
        (
            "Of recent orders with such a delivery and basket {percent} were unsatisfied, with this product about {percent2}",
            "De pedidos recentes com entrega e cesta assim, {percent} ficaram insatisfeitos; com este produto, cerca de {percent2}"
        ),
        (
            "Of recent orders with such a delivery and basket {percent} were unsatisfied",
            "De pedidos recentes com entrega e cesta assim, {percent} ficaram insatisfeitos"
        ),
        ("The seller is not known", "O vendedor não é conhecido"),
        ("This seller has no reviews yet", "Este vendedor ainda não tem avaliações"),
        (
            "This seller's customers complain more than expected: {percent} unsatisfied over {reviews}",
            "Os clientes deste vendedor reclamam mais que o esperado: {percent} insatisfeitos em {reviews}"
        ),
        ("This seller's record: {percent} unsatisfied over {reviews}", "O histórico deste vendedor: {percent} insatisfeitos em {reviews}"),
        ("The product is not known", "O produto não é conhecido"),
        ("This product has no reviews yet", "Este produto ainda não tem avaliações"),
        (
            "Customers complain about this product more than expected: {percent} unsatisfied over {reviews}",
            "Os clientes reclamam deste produto mais que o esperado: {percent} insatisfeitos em {reviews}"
        ),
        ("This product's record: {percent} unsatisfied over {reviews}", "O histórico deste produto: {percent} insatisfeitos em {reviews}"),
        ("The product's category is new", "A categoria do produto é nova"),
        ("The product's category is not known", "A categoria do produto não é conhecida"),
        (
            "Products of the category {name}: {percent} unsatisfied over {reviews}",
            "Produtos da categoria {name}: {percent} insatisfeitos em {reviews}"
        ),
        ("The category {name} has no reviews yet", "A categoria {name} ainda não tem avaliações"),
        ("Nothing is known of the customer's area yet", "Ainda nada se sabe da região do cliente"),
        ("Customers of this area: {percent} unsatisfied over {reviews}", "Clientes desta região: {percent} insatisfeitos em {reviews}"),
        (
            "Reviews of this {subject} complain about {complaint}: about {percent} of them",
            "As avaliações {subject} reclamam de {complaint}: cerca de {percent} delas"
        ),
        ("No complaints are known", "Nenhuma reclamação é conhecida"),
    ];
}
