using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Engram.Migrations.Migrations
{
    /// <inheritdoc />
    public partial class SortedColumns : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropCheckConstraint(
                name: "ck_sort_indexes",
                table: "sort_indexes");

            migrationBuilder.AddCheckConstraint(
                name: "ck_sort_indexes",
                table: "sort_indexes",
                sql: "kind in ('option', 'metric', 'column') and state in ('wanted', 'ready', 'failed')");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropCheckConstraint(
                name: "ck_sort_indexes",
                table: "sort_indexes");

            migrationBuilder.AddCheckConstraint(
                name: "ck_sort_indexes",
                table: "sort_indexes",
                sql: "kind in ('option', 'metric') and state in ('wanted', 'ready', 'failed')");
        }
    }
}
