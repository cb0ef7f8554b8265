using System.Runtime.CompilerServices;
using Streaming.Console.DeadLetters;

namespace Streaming.Console.Tests.Stream;

/// <summary>A dead-letter topic: two orders that wait, one of them still invalid, one that was released, one without a key.</summary>
internal sealed class SampleLetters : IDeadLetters
{
    public const string Valid = "order-valid";
    public const string Invalid = "order-invalid";

    private static readonly DateTimeOffset Monday = new(2026, 1, 5, 9, 0, 0, TimeSpan.Zero);

    /// <summary>Set while a release must not end.</summary>
    public Task Until { get; set; } = Task.CompletedTask;

    /// <summary>Set while the topic cannot be read.</summary>
    public Exception? Away { get; set; }

    public List<ReleaseRequest> Asked { get; } = [];

    public Task<IReadOnlyList<DeadLetterEntry>> ReadAsync(CancellationToken cancellation) =>
        Away is { } fault
            ? Task.FromException<IReadOnlyList<DeadLetterEntry>>(fault)
            : Task.FromResult<IReadOnlyList<DeadLetterEntry>>([
                Letter(0, 4, Invalid, "contract_violation", LetterState.Parked) with
                {
                    Attempts = 1,
                },
                Letter(0, 3, Valid, "parked_behind", LetterState.Parked),
                Letter(0, 2, Valid, "contract_violation", LetterState.Parked),
                Letter(1, 1, "order-released", "contract_violation", LetterState.Released),
                Letter(1, 0, "(no key)", "key_missing", LetterState.WithoutKey),
            ]);

    public Task<string?> ShowAsync(LetterPlace place, bool withCustomers, CancellationToken cancellation) =>
        Task.FromResult(
            place == new LetterPlace(0, 2) ? $"reason contract_violation\n<b>bold</b> {(withCustomers ? "customer-1" : "masked")}" : null
        );

    public async IAsyncEnumerable<ReleasedOrder> ReleaseAsync(
        ReleaseRequest request,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        Asked.Add(request);
        yield return new ReleasedOrder(Valid, true, "2 dead letters released through offset 3", ["GREEN", "RED"], 0);
        await Until.WaitAsync(cancellation);
        yield return new ReleasedOrder(Invalid, false, "stays parked: offset 4 is still invalid", [], 0);
    }

    private static DeadLetterEntry Letter(int partition, long offset, string key, string reason, LetterState state) =>
        new(new LetterPlace(partition, offset), key, reason, "price is -1, must be from 0", Monday.AddMinutes(offset), state);
}
