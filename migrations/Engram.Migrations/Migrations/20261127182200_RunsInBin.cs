using Engram.Tracking.Storage;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Engram.Migrations.Migrations
{
    /// <summary>Runs in the bin by when they went, for its list, its purge and the way back: else each reads all runs outside the bin, too.</summary>
    [DbContext(typeof(EngramDb))]
    [Migration("20261127182200_RunsInBin")]
    public sealed class RunsInBin : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder) =>
            migrationBuilder.CreateIndex("ix_runs_bin", "runs", ["deleted_at", "id"], filter: "deleted_at is not null", descending: []);

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.DropIndex("ix_runs_bin", "runs");
    }
}
