using Engram.Tracking.Storage;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Engram.Migrations.Migrations
{
    /// <summary>Runs are found by what their options, tags, user and seed equal, several at once, numbers as well as texts; what that needs, restored backups and PostgreSQL 17 have too.</summary>
    /// <remarks>
    /// The column is made by the database, and search alone knows of it: it is in no entity. Adding it writes the table anew, three minutes for a
    /// million runs. That changes no row, so that nobody would look how the new column's values are spread: until then, searches by an option were planned as if it had hardly any.
    /// </remarks>
    [DbContext(typeof(EngramDb))]
    [Migration("20261127181500_Equalities")]
    public sealed class Equalities : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql($"""
            {NumberFunction.CreateSql}
            {EqualityFunction.CreateSql}
            drop index ix_runs_options;
            alter table runs add column equalities integer[] generated always as (engram_equalities(options, tag_values, tags, user_name, seed)) stored;
            create index ix_runs_equalities on runs using gin (equalities);
            analyze runs;
            """);

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql($"""
            alter table runs drop column equalities;
            create index ix_runs_options on runs using gin (options jsonb_path_ops);
            {EqualityFunction.DropSql}
            """);
    }
}
