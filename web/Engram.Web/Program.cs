var builder = WebApplication.CreateBuilder(args);
var app = builder.Build();
app.Run();

/// <summary>The web host: REST API and pages.</summary>
public partial class Program;
