using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Engram.Migrations.Migrations
{
    /// <inheritdoc />
    public partial class FasterPoints : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<bool>(
                name: "stale",
                table: "run_summaries",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<long>(
                name: "max_step",
                table: "metric_chunks",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "max_time",
                table: "metric_chunks",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "min_step",
                table: "metric_chunks",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "min_time",
                table: "metric_chunks",
                type: "bigint",
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "ix_run_summaries_stale",
                table: "run_summaries",
                column: "stale",
                filter: "stale");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_run_summaries_stale",
                table: "run_summaries");

            migrationBuilder.DropColumn(
                name: "stale",
                table: "run_summaries");

            migrationBuilder.DropColumn(
                name: "max_step",
                table: "metric_chunks");

            migrationBuilder.DropColumn(
                name: "max_time",
                table: "metric_chunks");

            migrationBuilder.DropColumn(
                name: "min_step",
                table: "metric_chunks");

            migrationBuilder.DropColumn(
                name: "min_time",
                table: "metric_chunks");
        }
    }
}
