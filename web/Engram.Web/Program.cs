using Engram.Web.Api;
using Engram.Web.Api.Health;
using Engram.Web.Hosting;
using Engram.Web.Layout;
using Engram.Web.Mlflow;

try
{
    // Content lies beside the program, whatever directory it was started from.
    var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
    builder.AddLog();
    builder.AddAddresses();
    builder.AddRecord();
    builder.AddArtifacts();
    builder.AddBin();
    builder.AddFormKeys();
    builder.AddApi();
    builder.AddMlflow();
    builder.AddPages();

    await using var app = builder.Build();
    await app.RequireRecordAsync();
    app.UseOwnVisitors();
    app.UseApi();
    app.UseMlflow();
    app.UsePages();
    app.MapHealth();
    app.MapApi();
    app.MapMlflow();
    app.MapPages();
    await app.ServeAsync();
    return 0;
}
catch (StartUpException refused)
{
    // One sentence on what to do is worth more than a stack.
    await Console.Error.WriteLineAsync(refused.Message);
    return 1;
}

/// <summary>The web host: REST API and pages. Its parts, in the order a request meets them, are what <c>Program.cs</c> lists.</summary>
public partial class Program;
