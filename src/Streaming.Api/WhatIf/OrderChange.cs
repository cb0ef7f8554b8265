using Streaming.Api.OnDemand;

namespace Streaming.Api.WhatIf;

/// <summary>An order in which one thing is different.</summary>
/// <param name="What">What, in words that follow "if it were" or "had been": <c>delivered on the promised day</c>.</param>
/// <param name="Order">With the change; keeps the contract.</param>
public sealed record OrderChange(string What, AskedOrder Order);
