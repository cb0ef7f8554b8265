using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("Streaming.Trainer.Tests")]
