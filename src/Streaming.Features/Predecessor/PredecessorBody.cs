namespace Streaming.Features.Predecessor;

/// <summary>The 20 fields of the predecessor's inference contract, named as there. Null where the caller does not know.</summary>
public sealed record PredecessorBody
{
    /// <summary>Days.</summary>
    public double? DeliveryTimeDays { get; set; }

    /// <summary>Days.</summary>
    public double? EstimatedDeliveryDays { get; set; }

    /// <summary>0 or 1.</summary>
    public double? IsLateDelivery { get; set; }

    /// <summary>Days from the approval to the hand-over.</summary>
    public double? CarrierHandlingTime { get; set; }

    /// <summary>0 to 23.</summary>
    public double? OrderHour { get; set; }

    /// <summary>Monday 0 to Sunday 6.</summary>
    public double? OrderDayOfWeek { get; set; }

    /// <summary>1 to 12.</summary>
    public double? OrderMonth { get; set; }

    /// <summary>0 or 1.</summary>
    public double? IsWeekendOrder { get; set; }

    public double? OrderItemsCount { get; set; }

    /// <summary>BRL.</summary>
    public double? TotalPrice { get; set; }

    /// <summary>BRL.</summary>
    public double? TotalFreight { get; set; }

    /// <summary>BRL.</summary>
    public double? AvgItemPrice { get; set; }

    public double? ProductPhotosQty { get; set; }

    /// <summary>Characters.</summary>
    public double? ProductDescriptionLength { get; set; }

    /// <summary>BRL.</summary>
    public double? PaymentValue { get; set; }

    public double? PaymentInstallments { get; set; }

    /// <summary>Whether there was more than one; callers of the predecessor also sent the number itself.</summary>
    public double? UsedInstallments { get; set; }

    public string? ProductCategoryName { get; set; }

    public string? PaymentType { get; set; }

    public string? CustomerState { get; set; }
}
