using Engram.Tracking.Storage;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Engram.Migrations.Migrations
{
    /// <summary>Between which times the points of a chunk lie, so that a history in the order of time reads only the chunks of its page.</summary>
    /// <remarks>Chunks that are there stay without: only their bytes tell, and whoever reads a history decodes them.</remarks>
    [DbContext(typeof(EngramDb))]
    [Migration("20261127174500_TimesOfChunks")]
    public sealed class TimesOfChunks : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder) =>
            migrationBuilder.Sql("alter table metric_chunks add column earliest_time bigint, add column latest_time bigint");

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) =>
            migrationBuilder.Sql("alter table metric_chunks drop column earliest_time, drop column latest_time");
    }
}
