using Xunit;

namespace Streaming.Compose.Tests;

/// <summary>A stack fills the processors alone: two of them would find each other slow.</summary>
[CollectionDefinition(nameof(OneStackAtATime), DisableParallelization = true)]
public sealed class OneStackAtATime;
