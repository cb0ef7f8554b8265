using Streaming.Contracts.Rules;

namespace Streaming.Marketplace.Synthetic;

/// <summary>One product category.</summary>
/// <param name="Name">Portuguese, as products carry it.</param>
/// <param name="English">As in the translation table; null for the two categories that it lacks.</param>
/// <param name="Weight">Relative number of items sold.</param>
/// <param name="LogPrice">Mean of ln(price in BRL) over items.</param>
/// <param name="LogGrams">Mean of ln(weight in g) over items.</param>
/// <param name="Harm">Log-odds of an unsatisfied customer above the average, open orders of one seller, shrunk by 60 orders at the
/// average.</param>
internal sealed record Category(string Name, string? English, int Weight, double LogPrice, double LogGrams, double Harm);

/// <summary>The categories of the real products table; the numbers were measured on items, products and reviews.</summary>
internal static class Categories
{
    /// <summary>Deviation of ln(price) within a category.</summary>
    public const double PriceSigma = 0.86;

    /// <summary>Deviation of ln(weight) within a category.</summary>
    public const double GramsSigma = 1.1;

    public static readonly Category[] All =
    [
        new("cama_mesa_banho", "bed_bath_table", 8762, 4.31, 7.15, 0.31),
        new("esporte_lazer", "sports_leisure", 7125, 4.36, 6.67, -0.14),
        new("beleza_saude", "health_beauty", 6892, 4.35, 6.19, -0.05),
        new("moveis_decoracao", "furniture_decor", 6833, 4.14, 7.23, 0.23),
        new("informatica_acessorios", "computers_accessories", 6391, 4.38, 6.02, 0.19),
        new("utilidades_domesticas", "housewares", 4969, 4.05, 7.30, 0.06),
        new("relogios_presentes", "watches_gifts", 4340, 4.86, 6.02, -0.03),
        new("telefonia", "telephony", 3733, 3.58, 5.32, 0.28),
        new("ferramentas_jardim", "garden_tools", 3715, 4.28, 7.49, 0.01),
        new("brinquedos", "toys", 3528, 4.43, 6.80, -0.07),
        new("cool_stuff", "cool_stuff", 3392, 4.74, 7.22, -0.06),
        new("automotivo", "auto", 3108, 4.45, 6.95, 0.03),
        new("perfumaria", "perfumery", 2732, 4.36, 5.82, -0.07),
        new("bebes", "baby", 2311, 4.42, 7.10, 0.09),
        new("eletronicos", "electronics", 2221, 3.37, 5.66, 0.12),
        new("papelaria", "stationery", 1942, 4.27, 7.22, -0.21),
        new("fashion_bolsas_e_acessorios", "fashion_bags_accessories", 1712, 3.97, 5.34, -0.06),
        new("moveis_escritorio", "office_furniture", 1435, 4.97, 9.22, 0.92),
        new("pet_shop", "pet_shop", 1367, 4.32, 7.03, -0.11),
        new("consoles_games", "consoles_games", 962, 4.21, 5.66, 0.07),
        new("malas_acessorios", "luggage_accessories", 923, 4.65, 7.74, -0.27),
        new("eletroportateis", "small_appliances", 542, 4.79, 7.22, -0.16),
        new("instrumentos_musicais", "musical_instruments", 538, 4.87, 7.05, -0.23),
        new("eletrodomesticos", "home_appliances", 531, 4.08, 6.47, 0.08),
        new("construcao_ferramentas_construcao", "construction_tools_construction", 497, 4.47, 7.26, 0.09),
        new("livros_interesse_geral", "books_general_interest", 441, 4.02, 6.44, -0.78),
        new("casa_construcao", "home_construction", 380, 4.49, 7.16, 0.27),
        new("casa_conforto", "home_confort", 371, 4.63, 7.66, 0.54),
        new("moveis_sala", "furniture_living_room", 370, 4.69, 8.79, 0.25),
        new("alimentos", "food", 293, 3.76, 6.11, -0.24),
        new("bebidas", "drinks", 290, 3.76, 6.27, -0.22),
        new("audio", "audio", 289, 4.47, 6.31, 0.50),
        new("market_place", "market_place", 287, 4.13, 6.30, 0.16),
        new("climatizacao", "air_conditioning", 242, 4.84, 7.55, 0.02),
        new("fashion_calcados", "fashion_shoes", 239, 4.22, 6.67, -0.02),
        new("telefonia_fixa", "fixed_telephony", 222, 4.21, 5.71, 0.41),
        new("alimentos_bebidas", "food_drink", 221, 3.64, 6.58, -0.31),
        new("industria_comercio_e_negocios", "industry_commerce_and_business", 210, 4.65, 8.27, -0.07),
        new("moveis_cozinha_area_de_servico_jantar_e_jardim", "kitchen_dining_laundry_garden_furniture", 202, 4.78, 8.57, 0.14),
        new("eletrodomesticos_2", "home_appliances_2", 179, 5.60, 8.79, 0.01),
        new("construcao_ferramentas_jardim", "costruction_tools_garden", 174, 4.15, 6.99, -0.24),
        new("livros_tecnicos", "books_technical", 166, 4.05, 6.67, -0.36),
        new("pcs", "computers", 166, 6.94, 8.42, -0.09),
        new("agro_industria_e_comercio", "agro_industry_and_commerce", 151, 5.05, 7.30, 0.08),
        new("construcao_ferramentas_iluminacao", "construction_tools_lights", 134, 4.63, 7.24, 0.33),
        new("artes", "art", 129, 4.26, 7.03, 0.03),
        new("construcao_ferramentas_seguranca", "construction_tools_safety", 126, 4.83, 6.30, 0.07),
        new("artigos_de_natal", "christmas_supplies", 125, 3.64, 6.84, 0.09),
        new("sinalizacao_e_seguranca", "signaling_and_security", 119, 3.78, 6.79, 0.10),
        new("fashion_underwear_e_moda_praia", "fashion_underwear_beach", 118, 4.05, 5.52, -0.03),
        new("fashion_roupa_masculina", "fashion_male_clothing", 117, 4.21, 6.23, 0.56),
        new("tablets_impressao_imagem", "tablets_printing_image", 82, 4.35, 5.69, 0.01),
        new("moveis_quarto", "furniture_bedroom", 75, 4.88, 8.49, -0.39),
        new("construcao_ferramentas_ferramentas", "costruction_tools_tools", 70, 4.17, 6.34, -0.22),
        new("dvds_blu_ray", "dvds_blu_ray", 55, 3.46, 5.62, -0.17),
        new("fashion_roupa_feminina", "fashio_female_clothing", 45, 3.90, 6.19, 0.32),
        new("livros_importados", "books_imported", 40, 4.08, 6.35, -0.19),
        new("portateis_casa_forno_e_cafe", "small_appliances_home_oven_and_coffee", 37, 6.38, 8.41, -0.04),
        new("moveis_colchao_e_estofado", "furniture_mattress_and_upholstery", 37, 4.58, 8.17, -0.02),
        new("cine_foto", "cine_photo", 35, 4.51, 7.13, 0.08),
        new("flores", "flowers", 29, 3.38, 7.04, -0.17),
        new("fashion_esporte", "fashion_sport", 29, 4.09, 5.55, -0.27),
        new("musica", "music", 25, 4.43, 6.75, -0.06),
        new("casa_conforto_2", "home_comfort_2", 25, 2.86, 6.63, -0.15),
        new("fraldas_higiene", "diapers_and_hygiene", 24, 3.45, 6.16, 0.29),
        new("artigos_de_festas", "party_supplies", 23, 4.30, 6.54, 0.16),
        new("cds_dvds_musicais", "cds_dvds_musicals", 14, 3.94, 6.31, -0.10),
        new("la_cuisine", "la_cuisine", 14, 4.86, 7.88, -0.09),
        new("fashion_roupa_infanto_juvenil", "fashion_childrens_clothes", 7, 4.13, 5.27, -0.11),
        new("pc_gamer", null, 5, 4.87, 7.95, 0.04),
        new("artes_e_artesanato", "arts_and_craftmanship", 4, 3.81, 6.22, -0.06),
        new("seguros_e_servicos", "security_and_services", 2, 4.91, 6.55, 0.08),
        new("portateis_cozinha_e_preparadores_de_alimentos", null, 2, 6.89, 8.90, -0.04),
    ];
}
