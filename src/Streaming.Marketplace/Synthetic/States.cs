using Streaming.Contracts.Rules;

namespace Streaming.Marketplace.Synthetic;

/// <summary>One state of Brazil as a place of customers and sellers.</summary>
/// <param name="Code">Two letters.</param>
/// <param name="Customers">Share of the customers table.</param>
/// <param name="Sellers">Share of the sellers table.</param>
/// <param name="FirstZip">Lowest five-digit postal code prefix in use.</param>
/// <param name="LastZip">Highest.</param>
/// <param name="Latitude">Of the capital, degrees.</param>
/// <param name="Longitude">Of the capital, degrees.</param>
/// <param name="TransitDays">Median days from carrier to customer.</param>
/// <param name="PromiseDays">Median days from purchase to the promised date.</param>
/// <param name="Freight">Median freight of an item from a seller in São Paulo, BRL.</param>
/// <param name="CapitalShare">Share of its customers in the first of <paramref name="Cities"/>.</param>
/// <param name="Cities">The largest by customers.</param>
internal sealed record State(
    string Code,
    double Customers,
    double Sellers,
    int FirstZip,
    int LastZip,
    double Latitude,
    double Longitude,
    double TransitDays,
    double PromiseDays,
    double Freight,
    double CapitalShare,
    string[] Cities
)
{
    private const double KilometresPerDegree = 108;

    /// <summary>Beeline between the capitals.</summary>
    public double KilometresTo(State other)
    {
        var north = (Latitude - other.Latitude) * KilometresPerDegree;
        var east = (Longitude - other.Longitude) * KilometresPerDegree;
        return Math.Sqrt(north * north + east * east);
    }
}

/// <summary>The states, measured on customers, sellers, orders and items.</summary>
internal static class States
{
    public static readonly State[] All =
    [
        new(
            "SP",
            0.411,
            0.597,
            1003,
            19970,
            -23.5,
            -46.6,
            4.9,
            19.4,
            11.8,
            0.37,
            ["sao paulo", "campinas", "guarulhos", "sao bernardo do campo"]
        ),
        new(
            "RJ",
            0.133,
            0.055,
            20010,
            28999,
            -22.9,
            -43.2,
            9.6,
            24.4,
            16.6,
            0.53,
            ["rio de janeiro", "niteroi", "nova iguacu", "sao goncalo"]
        ),
        new(
            "MG",
            0.118,
            0.079,
            30110,
            39995,
            -19.9,
            -43.9,
            7.9,
            24.2,
            16.4,
            0.23,
            ["belo horizonte", "juiz de fora", "contagem", "uberlandia"]
        ),
        new("RS", 0.057, 0.042, 90010, 99990, -30.0, -51.2, 10.9, 28.2, 17.1, 0.25, ["porto alegre", "caxias do sul", "canoas", "pelotas"]),
        new("PR", 0.051, 0.113, 80010, 87990, -25.4, -49.3, 7.8, 24.4, 16.6, 0.3, ["curitiba", "londrina", "maringa", "ponta grossa"]),
        new("SC", 0.038, 0.061, 88010, 89998, -27.6, -48.5, 10.6, 25.3, 16.7, 0.16, ["florianopolis", "joinville", "blumenau", "sao jose"]),
        new(
            "BA",
            0.034,
            0.006,
            40010,
            48990,
            -13.0,
            -38.5,
            14.1,
            29.3,
            19.4,
            0.37,
            ["salvador", "feira de santana", "vitoria da conquista", "lauro de freitas"]
        ),
        new(
            "GO",
            0.021,
            0.013,
            72800,
            76730,
            -16.7,
            -49.3,
            11.8,
            27.3,
            17.2,
            0.33,
            ["goiania", "anapolis", "aparecida de goiania", "rio verde"]
        ),
        new("DF", 0.021, 0.01, 70040, 73402, -15.8, -47.9, 9.1, 24.5, 16.1, 0.99, ["brasilia", "taguatinga", "guara", "sobradinho"]),
        new("ES", 0.021, 0.007, 29010, 29985, -20.3, -40.3, 10.3, 25.1, 16.9, 0.18, ["vitoria", "vila velha", "serra", "cariacica"]),
        new(
            "PE",
            0.016,
            0.003,
            50010,
            56980,
            -8.1,
            -34.9,
            13.8,
            31.6,
            25.9,
            0.37,
            ["recife", "jaboatao dos guararapes", "olinda", "petrolina"]
        ),
        new("CE", 0.014, 0.004, 60010, 63960, -3.7, -38.5, 15.2, 31.6, 26.5, 0.49, ["fortaleza", "caucaia", "sobral", "juazeiro do norte"]),
        new("PA", 0.01, 0, 66010, 68820, -1.5, -48.5, 18.9, 36.3, 25.7, 0.45, ["belem", "ananindeua", "santarem", "parauapebas"]),
        new("MT", 0.009, 0.001, 78005, 78890, -15.6, -56.1, 14.1, 31.2, 19.9, 0.27, ["cuiaba", "rondonopolis", "sinop", "varzea grande"]),
        new("MA", 0.008, 0, 65010, 65980, -2.5, -44.3, 16.0, 31.0, 34.3, 0.47, ["sao luis", "imperatriz", "balsas", "timon"]),
        new("MS", 0.007, 0.002, 79002, 79995, -20.5, -54.6, 11.5, 26.2, 16.7, 0.43, ["campo grande", "dourados", "tres lagoas", "corumba"]),
        new(
            "PB",
            0.005,
            0.002,
            58010,
            58980,
            -7.1,
            -34.9,
            14.9,
            33.2,
            34.1,
            0.49,
            ["joao pessoa", "campina grande", "patos", "cajazeiras"]
        ),
        new("PI", 0.005, 0, 64000, 64980, -5.1, -42.8, 13.4, 30.2, 34.1, 0.55, ["teresina", "parnaiba", "picos", "floriano"]),
        new("RN", 0.005, 0.002, 59010, 59995, -5.8, -35.2, 13.9, 32.1, 34.1, 0.44, ["natal", "parnamirim", "mossoro", "alto do rodrigues"]),
        new(
            "AL",
            0.004,
            0,
            57010,
            57975,
            -9.7,
            -35.7,
            19.0,
            31.5,
            34.1,
            0.6,
            ["maceio", "arapiraca", "teotonio vilela", "palmeira dos indios"]
        ),
        new(
            "SE",
            0.003,
            0.001,
            49000,
            49980,
            -10.9,
            -37.1,
            15.8,
            30.0,
            30.1,
            0.64,
            ["aracaju", "nossa senhora do socorro", "itabaiana", "lagarto"]
        ),
        new("TO", 0.003, 0, 77001, 77995, -10.2, -48.3, 13.8, 28.6, 27.4, 0.32, ["palmas", "araguaina", "gurupi", "paraiso do tocantins"]),
        new("RO", 0.003, 0.001, 76801, 76997, -8.8, -63.9, 15.5, 38.3, 34.2, 0.42, ["porto velho", "vilhena", "ji-parana", "ariquemes"]),
        new("AM", 0.0015, 0, 69005, 69800, -3.1, -60.0, 24.0, 44.2, 24.9, 0.96, ["manaus", "humaita", "itacoatiara", "urucurituba"]),
        new(
            "AC",
            0.001,
            0,
            69900,
            69980,
            -10.0,
            -67.8,
            15.9,
            40.7,
            33.6,
            0.86,
            ["rio branco", "senador guiomard", "cruzeiro do sul", "xapuri"]
        ),
        new("AP", 0.0008, 0, 68900, 68997, 0.0, -51.1, 20.9, 47.7, 27.6, 0.77, ["macapa", "santana", "laranjal do jari", "oiapoque"]),
        new("RR", 0.0004, 0, 69301, 69380, 2.8, -60.7, 24.2, 43.4, 29.0, 0.97, ["boa vista", "bonfim"]),
    ];

    /// <summary>Where most sellers are, and whence the distances above were measured.</summary>
    public static readonly State SaoPaulo = All[0];
}
