using Engram.Worker.Hosting;

try
{
    var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { Args = args, ContentRootPath = AppContext.BaseDirectory });
    builder.AddLog();
    builder.Services.AddWorker(WorkerSettings.Read(builder.Configuration));

    using var host = builder.Build();
    await host.Services.RequireRecordAsync(default);
    var worker = host.Services.GetRequiredService<WorkerProcess>();
    await host.RunAsync();
    // 0 when it was told to stop, 1 when it broke.
    return worker.ExecuteTask is { IsFaulted: true } ? 1 : 0;
}
catch (StartUpException refused)
{
    // What to do is worth more than a stack.
    await Console.Error.WriteLineAsync(refused.Message);
    return 1;
}
