using Streaming.Console.Tests.Projection;

// The tests; or, for the test that kills it, a projector.
return args is [ProjectorProcess.Command, ..]
    ? await ProjectorProcess.RunAsync(args[1..])
    : await Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args);
