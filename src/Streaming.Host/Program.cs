using Streaming.Host;

return await StreamingProgram.RunAsync(args, Console.Out, Console.Error, CancellationToken.None);
