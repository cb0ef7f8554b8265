using System.Text;

namespace Streaming.Marketplace.Synthetic;

/// <summary>Comments in Portuguese, made of phrases of our own: praise, neutral remarks, and complaints of the six kinds that codes are
/// found for.</summary>
internal sealed class Comments(long seed)
{
    private const double CommaShare = 0.22;
    private const double LineBreakShare = 0.062;
    private const double OwnFaultShare = 0.45;

    /// <summary>Share of reviews with a message, and of reviews with a title, by score 1 to 5.</summary>
    private static readonly double[] MessageShares = [0.762, 0.674, 0.432, 0.313, 0.364];
    private static readonly double[] TitleShares = [0.064, 0.052, 0.036, 0.037, 0.045];

    private static readonly string[] Kinds = ["missing", "wrong", "defect", "fake", "poor", "slow"];

    /// <summary>
    /// Share of reviews with each kind of complaint, in the order of <see cref="Kinds"/>, by score: as measured, but with more faults of
    /// the goods
    /// for scores 1 and 2, because what has not come is turned into missing.
    /// </summary>
    private static readonly double[][] KindShares =
    [
        [0.300, 0.185, 0.070, 0.014, 0.130, 0.055],
        [0.185, 0.088, 0.060, 0.003, 0.068, 0.072],
        [0.079, 0.035, 0.024, 0.002, 0.020, 0.034],
        [0.016, 0.010, 0.007, 0.000, 0.006, 0.013],
        [0.004, 0.003, 0.002, 0.000, 0.001, 0.003],
    ];

    private static readonly Dictionary<string, string[]> Complaints = new()
    {
        ["missing"] =
        [
            "Ainda não recebi a encomenda",
            "Faltou uma peça na caixa",
            "Só chegou metade da compra",
            "O pacote não chegou até hoje",
            "Veio incompleto",
            "Recebi apenas um volume, falta o outro",
        ],
        ["wrong"] =
        [
            "Mandaram a cor errada",
            "Veio um modelo \"parecido\", diferente da foto",
            "Recebi outro produto no lugar",
            "Quero fazer a troca",
            "Vou devolver",
        ],
        ["defect"] =
        [
            "Chegou com defeito",
            "A tampa veio quebrada",
            "A embalagem estava amassada",
            "Liguei e não funcionou",
            "Veio todo arranhado",
        ],
        ["fake"] = ["Parece falsificado", "Não é original como diz o anúncio", "É uma réplica"],
        ["poor"] =
        [
            "Material de baixa qualidade",
            "Péssimo acabamento",
            "Muito frágil para o preço",
            "Fiquei decepcionada",
            "Achei bem ruim",
        ],
        ["slow"] = ["A entrega atrasou bastante", "Demorou demais", "Chegou com muito atraso"],
    };

    private static readonly string[] Praise =
    [
        "Gostei bastante",
        "Chegou antes da data prometida",
        "Tudo certo com o pedido",
        "Produto lindo",
        "Recomendo a loja",
        "Entrega rápida e bem embalada",
        "Muito bom",
        "Exatamente como na foto",
        "Ótimo custo-benefício",
        "Minha mãe adorou",
        "Compraria de novo",
        "Nota dez",
    ];

    private static readonly string[] Neutral =
    [
        "Esperava um pouco mais",
        "É razoável pelo preço",
        "Atende ao básico",
        "A cor é um pouco mais clara",
        "Ainda vou testar",
        "O manual não ajuda",
        "Sem retorno da loja",
    ];

    private static readonly string[] GoodTitles = ["Recomendo", "Ótima compra", "Gostei", "Tudo certo", "Muito bom"];
    private static readonly string[] BadTitles = ["Insatisfeito", "Não recomendo", "Sem resposta", "Quero uma solução", "Não compro mais"];

    private readonly Xoshiro random = new(seed, 7);

    /// <summary>Title and message of a review; most have neither.</summary>
    public (string? Title, string? Message) Write(Order order, int score, bool isReceived)
    {
        var title = random.Chance(TitleShares[score - 1]) ? Any(score > 3 ? GoodTitles : BadTitles) : null;
        return (title, random.Chance(MessageShares[score - 1]) ? Message(order, score, isReceived) : null);
    }

    private string Message(Order order, int score, bool isReceived)
    {
        var phrases = new List<string>();
        for (var kind = 0; kind < Kinds.Length; kind++)
        {
            if (random.Chance(KindShares[score - 1][kind] / MessageShares[score - 1]))
                phrases.Add(Complaint(order, kind, score, isReceived));
        }

        if (phrases.Count == 0 || random.Chance(0.3))
            phrases.Add(Any(score > 3 ? Praise : Neutral));
        if (random.Chance(0.2))
            phrases.Add(Any(score > 3 ? Praise : Neutral));
        return Join(phrases);
    }

    /// <summary>What has not come can only be missing or slow; what has come tends to show the fault of its product or seller.</summary>
    private string Complaint(Order order, int kind, int score, bool isReceived)
    {
        var name = Kinds[kind];
        if (!isReceived)
            return Any(Complaints[name == "slow" ? "slow" : "missing"][..(name == "slow" ? 3 : 4)]);
        if (score < 4 && order.Items.Count > 0 && random.Chance(OwnFaultShare))
        {
            var product = order.Items[random.Below(order.Items.Count)].Product;
            name = product.Harm > product.Seller.Harm ? product.Fault : product.Seller.Fault;
        }

        return Any(Complaints[name]);
    }

    private string Join(List<string> phrases)
    {
        var text = new StringBuilder(phrases[0]);
        foreach (var phrase in phrases.Skip(1))
        {
            var joint = random.Unit();
            text.Append(
                    joint < LineBreakShare * 2 ? ".\n"
                    : joint < 0.5 ? ", "
                    : ". "
                )
                .Append(phrase);
        }

        if (random.Chance(CommaShare))
            text.Append(", ").Append(random.Chance(0.5) ? "obrigada" : "abraço a todos");
        if (random.Chance(LineBreakShare / 2))
            text.Append("!\nAguardo contato");
        return text.ToString();
    }

    private string Any(string[] phrases) => phrases[random.Below(phrases.Length)];
}
