namespace Streaming.Models.Reasons;

/// <summary>The sentences of <see cref="OrderTexts"/>, and each in Portuguese.</summary>
internal static class OrderTwins
{
    public static readonly IReadOnlyList<(string English, string Portuguese)> All =
    [
        ("The customer had already answered the survey before delivery", "O cliente já tinha respondido à pesquisa antes da entrega"),
        ("The customer has not answered the survey yet", "O cliente ainda não respondeu à pesquisa"),
        ("No delivery date was promised", "Nenhuma data de entrega foi prometida"),
        ("Delivered {days} after the promised date", "Entregue {days} depois da data prometida"),
        ("Delivered {days} before the promised date", "Entregue {days} antes da data prometida"),
        (
            "Delivered {days} after the purchase, {days2} of them with the carrier",
            "Entregue {days} depois da compra, {days2} com a transportadora"
        ),
        ("Delivered {days} after the purchase", "Entregue {days} depois da compra"),
        ("Delivery was promised for {days} after the purchase", "A entrega foi prometida para {days} depois da compra"),
        ("The seller handed the parcel over {days} after the latest date", "O vendedor despachou o pacote {days} depois da data-limite"),
        (
            "The seller handed the parcel over {days} after the payment was approved",
            "O vendedor despachou o pacote {days} depois da aprovação do pagamento"
        ),
        (
            "Approval or hand-over to the carrier is unusual or not recorded",
            "A aprovação ou a entrega à transportadora é incomum ou não foi registrada"
        ),
        ("Bought at an unknown time", "Comprado em momento desconhecido"),
        ("Bought on a {weekday} at {hour} h", "Comprado {weekday} às {hour} h"),
        ("Delivered at an unknown time", "Entregue em momento desconhecido"),
        ("Delivered on a {weekday} at {hour} h", "Entregue {weekday} às {hour} h"),
        ("{sellers} in one order of {items}", "{sellers} num pedido de {items}"),
        ("{items} in one order", "{items} num só pedido"),
        ("A single item", "Um único item"),
        ("No items are listed", "Nenhum item consta do pedido"),
        ("Neither price nor payment is known", "Nem o preço nem o pagamento são conhecidos"),
        ("The customer paid {money}", "O cliente pagou {money}"),
        ("Goods of {money}, paid {money2}", "Produtos de {money}, pagos {money2}"),
        ("Goods of {money}", "Produtos de {money}"),
        ("The freight is not known", "O frete não é conhecido"),
        ("Freight of {money}, {share} of the order's value", "Frete de {money}, {share} do valor do pedido"),
        ("Weight and size are not known", "O peso e o tamanho não são conhecidos"),
        ("The goods weigh {kilograms} kg", "Os produtos pesam {kilograms} kg"),
        ("The product page is not known", "A página do produto não é conhecida"),
        (
            "The product page has {photos} and a description of {characters}",
            "A página do produto tem {photos} e uma descrição de {characters}"
        ),
        ("The kind of payment is not known", "A forma de pagamento não é conhecida"),
        ("Paid by {payment} in {instalments}", "Pago com {payment} em {instalments}"),
        ("Paid by {payment}", "Pago com {payment}"),
        ("The parcel's way is not fully known", "O caminho do pacote não é todo conhecido"),
        ("Sent from {name} to {name2}", "Enviado de {name} para {name2}"),
    ];
}
