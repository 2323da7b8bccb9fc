using Drydock.Cli;

return await CommandLineApplication.RunAsync(args);
