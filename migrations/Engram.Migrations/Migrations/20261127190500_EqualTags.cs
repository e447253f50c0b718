using Engram.Tracking.Storage;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Engram.Migrations.Migrations
{
    /// <summary>Runs are found by their tags, user and seed as quickly as by their options.</summary>
    /// <remarks>The table is written anew once more.</remarks>
    [DbContext(typeof(EngramDb))]
    [Migration("20261127190500_EqualTags")]
    public sealed class EqualTags : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql($"""
            {EqualityFunction.CreateOfRunsSql}
            alter table runs drop column equalities;
            alter table runs add column equalities integer[] generated always as (engram_equalities(options, tag_values, tags, user_name, seed)) stored;
            create index ix_runs_equalities on runs using gin (equalities);
            drop function engram_equalities(jsonb);
            -- Without it nobody knows how often a value occurs until the database finds the time, and searches take the wrong way.
            analyze runs;
            """);

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql($"""
            alter table runs drop column equalities;
            {EqualityFunction.DropOfRunsSql}
            create function engram_equalities(options jsonb) returns integer[] language sql immutable parallel safe
              return array(select engram_equality(key, value) from jsonb_each(options) where jsonb_typeof(value) <> 'null');
            alter table runs add column equalities integer[] generated always as (engram_equalities(options)) stored;
            create index ix_runs_equalities on runs using gin (equalities);
            """);
    }
}
