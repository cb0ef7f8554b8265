using Streaming.Cases.Tests.Intake;

// The tests; or, for the test that kills it, an intake.
return args is [IntakeProcess.Command, ..]
    ? await IntakeProcess.RunAsync(args[1..])
    : await Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args);
