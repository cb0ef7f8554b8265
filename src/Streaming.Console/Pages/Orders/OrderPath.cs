namespace Streaming.Console.Pages.Orders;

/// <summary>Addresses of orders. An order's id is any text, which a path cannot carry.</summary>
public static class OrderPath
{
    /// <summary>The page of an order.</summary>
    public static string Of(string orderId) => "/orders?id=" + Uri.EscapeDataString(orderId);
}
