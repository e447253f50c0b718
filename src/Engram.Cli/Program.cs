using Engram.Cli;

return await Commands.RunAsync(args);
