using Engram.Web.Layout;

var builder = WebApplication.CreateBuilder(args);
builder.AddPages();

var app = builder.Build();
app.UsePages();
app.MapPages();
app.Run();

/// <summary>The web host: REST API and pages.</summary>
public partial class Program;
