using Engram.Tracking.Storage;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Engram.Migrations.Migrations
{
    /// <summary>Runs of a project in the order in which MLflow's clients page through them: by when they began, latest first.</summary>
    /// <remarks>An index of an expression, which the model cannot express; it is made here and nowhere else.</remarks>
    [DbContext(typeof(EngramDb))]
    [Migration("20261127160100_RunsByStart")]
    public sealed class RunsByStart : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder) =>
            migrationBuilder.Sql("create index ix_runs_start on runs (project_id, (coalesce(started_at, submitted_at)) desc, id)");

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("drop index ix_runs_start");
    }
}
