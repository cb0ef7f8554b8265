using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("Streaming.Trainer.Tests")]
[assembly: InternalsVisibleTo("Streaming.Retraining")]
