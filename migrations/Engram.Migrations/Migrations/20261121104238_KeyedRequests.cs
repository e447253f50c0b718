using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Engram.Migrations.Migrations
{
    /// <inheritdoc />
    public partial class KeyedRequests : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "keyed_requests",
                columns: table => new
                {
                    key = table.Column<string>(type: "text", nullable: false),
                    hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    status = table.Column<int>(type: "integer", nullable: true),
                    location = table.Column<string>(type: "text", nullable: true),
                    answer = table.Column<byte[]>(type: "bytea", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_keyed_requests", x => x.key);
                    table.CheckConstraint("ck_keyed_requests", "length(key) between 1 and 255 and length(hash) = 32 and (status is null) = (answer is null)");
                });

            migrationBuilder.CreateIndex(
                name: "ix_keyed_requests_created_at",
                table: "keyed_requests",
                column: "created_at");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "keyed_requests");
        }
    }
}
