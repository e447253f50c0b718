using Engram.Migrations;
using Microsoft.EntityFrameworkCore;
using Npgsql;

// Applies every migration the database lacks, says which, and exits: 0 done, 1 not possible, 2 wrong call.
var connectionString = Environment.GetEnvironmentVariable("ConnectionStrings__Engram");
if (args.Length > 0 || string.IsNullOrWhiteSpace(connectionString))
{
    Console.Error.WriteLine("Engram.Migrations takes no arguments and reads the database from ConnectionStrings__Engram, "
        + "for example \"Host=localhost;Database=engram;Username=engram;Password=…\".");
    return 2;
}

try
{
    await using var db = EngramDbFactory.Create(connectionString);
    var pending = (await db.Database.GetPendingMigrationsAsync()).ToList();
    // Takes a lock in the database: two at once do the work once.
    await db.Database.MigrateAsync();
    Console.WriteLine(pending.Count == 0 ? "The schema is current." : $"Applied {string.Join(", ", pending)}.");
    return 0;
}
catch (Exception e) when (e is NpgsqlException or TimeoutException)
{
    Console.Error.WriteLine($"The migrations could not be applied: {e.Message}");
    return 1;
}
