using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("Streaming.Models.Tests")]
