using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("Streaming.Training.Tests")]
[assembly: InternalsVisibleTo("Streaming.Retraining")]
[assembly: InternalsVisibleTo("Streaming.Retraining.Tests")]
[assembly: InternalsVisibleTo("Streaming.Quality.Tests")]
