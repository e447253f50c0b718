using System;
using System.Text.Json;
using Engram.Tracking.Storage;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace Engram.Migrations.Migrations
{
    /// <inheritdoc />
    public partial class LaboratoryRecord : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_runs_queue",
                table: "runs");

            migrationBuilder.DropCheckConstraint(
                name: "ck_runs_error",
                table: "runs");

            migrationBuilder.DropCheckConstraint(
                name: "ck_runs_finished",
                table: "runs");

            migrationBuilder.DropCheckConstraint(
                name: "ck_runs_lease",
                table: "runs");

            migrationBuilder.DropCheckConstraint(
                name: "ck_projects_name",
                table: "projects");

            migrationBuilder.AddColumn<long>(
                name: "last_time",
                table: "series",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AlterColumn<Guid>(
                name: "study_id",
                table: "runs",
                type: "uuid",
                nullable: true,
                oldClrType: typeof(Guid),
                oldType: "uuid");

            migrationBuilder.AlterColumn<long>(
                name: "seed",
                table: "runs",
                type: "bigint",
                nullable: true,
                oldClrType: typeof(long),
                oldType: "bigint");

            migrationBuilder.AlterColumn<Guid>(
                name: "condition_id",
                table: "runs",
                type: "uuid",
                nullable: true,
                oldClrType: typeof(Guid),
                oldType: "uuid");

            migrationBuilder.AddColumn<string>(
                name: "experiment",
                table: "runs",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "name",
                table: "runs",
                type: "text",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<JsonDocument>(
                name: "options",
                table: "runs",
                type: "jsonb",
                nullable: false,
                defaultValueSql: "'{}'");

            migrationBuilder.AddColumn<Guid>(
                name: "parent_id",
                table: "runs",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<JsonDocument>(
                name: "tag_values",
                table: "runs",
                type: "jsonb",
                nullable: false,
                defaultValueSql: "'{}'");

            migrationBuilder.AddColumn<string>(
                name: "user_name",
                table: "runs",
                type: "text",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "artifact_location",
                table: "projects",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "number",
                table: "projects",
                type: "bigint",
                nullable: false)
                .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn);

            migrationBuilder.AddColumn<JsonDocument>(
                name: "tag_values",
                table: "projects",
                type: "jsonb",
                nullable: false,
                defaultValueSql: "'{}'");

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "updated_at",
                table: "projects",
                type: "timestamp with time zone",
                nullable: false,
                defaultValueSql: "now()");

            migrationBuilder.CreateTable(
                name: "artifacts",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    run_id = table.Column<Guid>(type: "uuid", nullable: true),
                    path = table.Column<string>(type: "text", nullable: false),
                    sha256 = table.Column<byte[]>(type: "bytea", nullable: false),
                    size = table.Column<long>(type: "bigint", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_artifacts", x => x.id);
                    table.CheckConstraint("ck_artifacts", "length(sha256) = 32 and size >= 0 and length(path) between 1 and 4096");
                    table.ForeignKey(
                        name: "fk_artifacts_runs_run_id",
                        column: x => x.run_id,
                        principalTable: "runs",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "datasets",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    project_id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    digest = table.Column<string>(type: "text", nullable: false),
                    source_type = table.Column<string>(type: "text", nullable: false),
                    source = table.Column<string>(type: "text", nullable: false),
                    schema = table.Column<string>(type: "text", nullable: true),
                    profile = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_datasets", x => x.id);
                    table.ForeignKey(
                        name: "fk_datasets_projects_project_id",
                        column: x => x.project_id,
                        principalTable: "projects",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "metric_requests",
                columns: table => new
                {
                    run_id = table.Column<Guid>(type: "uuid", nullable: false),
                    number = table.Column<long>(type: "bigint", nullable: false),
                    received_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_metric_requests", x => new { x.run_id, x.number });
                    table.ForeignKey(
                        name: "fk_metric_requests_runs_run_id",
                        column: x => x.run_id,
                        principalTable: "runs",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "run_models",
                columns: table => new
                {
                    run_id = table.Column<Guid>(type: "uuid", nullable: false),
                    direction = table.Column<string>(type: "text", nullable: false),
                    model_id = table.Column<string>(type: "text", nullable: false),
                    step = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_run_models", x => new { x.run_id, x.direction, x.model_id });
                    table.CheckConstraint("ck_run_models_direction", "direction in ('input', 'output')");
                    table.ForeignKey(
                        name: "fk_run_models_runs_run_id",
                        column: x => x.run_id,
                        principalTable: "runs",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "run_summaries",
                columns: table => new
                {
                    run_id = table.Column<Guid>(type: "uuid", nullable: false),
                    project_id = table.Column<Guid>(type: "uuid", nullable: false),
                    summary = table.Column<JsonDocument>(type: "jsonb", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_run_summaries", x => x.run_id);
                    table.CheckConstraint("ck_run_summaries", "jsonb_typeof(summary) = 'object'");
                    table.ForeignKey(
                        name: "fk_run_summaries_projects_project_id",
                        column: x => x.project_id,
                        principalTable: "projects",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_run_summaries_runs_run_id",
                        column: x => x.run_id,
                        principalTable: "runs",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "search_keys",
                columns: table => new
                {
                    project_id = table.Column<Guid>(type: "uuid", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    key = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_search_keys", x => new { x.project_id, x.kind, x.key });
                    table.CheckConstraint("ck_search_keys_kind", "kind in ('option', 'metric', 'tag')");
                    table.ForeignKey(
                        name: "fk_search_keys_projects_project_id",
                        column: x => x.project_id,
                        principalTable: "projects",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "sort_indexes",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    kind = table.Column<string>(type: "text", nullable: false),
                    key = table.Column<string>(type: "text", nullable: false),
                    aggregate = table.Column<string>(type: "text", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    state = table.Column<string>(type: "text", nullable: false),
                    last_used_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_sort_indexes", x => x.id);
                    table.CheckConstraint("ck_sort_indexes", "kind in ('option', 'metric') and state in ('wanted', 'ready', 'failed')");
                });

            migrationBuilder.CreateTable(
                name: "run_inputs",
                columns: table => new
                {
                    run_id = table.Column<Guid>(type: "uuid", nullable: false),
                    dataset_id = table.Column<long>(type: "bigint", nullable: false),
                    tag_values = table.Column<JsonDocument>(type: "jsonb", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_run_inputs", x => new { x.run_id, x.dataset_id });
                    table.ForeignKey(
                        name: "fk_run_inputs_datasets_dataset_id",
                        column: x => x.dataset_id,
                        principalTable: "datasets",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_run_inputs_runs_run_id",
                        column: x => x.run_id,
                        principalTable: "runs",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.Sql(NumberFunction.CreateSql);
            migrationBuilder.Sql(RunLifeTrigger.DropSql);
            migrationBuilder.Sql(RunLifeTrigger.CreateSql);
            // What the runs that are there already would have been given.
            migrationBuilder.Sql("""
                update runs r set name = c.label || ' · seed ' || r.seed, options = c.options, experiment = s.experiment
                from conditions c, studies s where c.id = r.condition_id and s.id = r.study_id;
                insert into run_summaries (run_id, project_id, summary)
                select r.id, r.project_id, jsonb_object_agg(coalesce(t.name || '/', '') || s.key, jsonb_build_object(
                  'last', to_jsonb(s.last_value), 'min', to_jsonb(s.min_value), 'max', to_jsonb(s.max_value), 'mean', to_jsonb(s.mean_value)))
                from series s join runs r on r.id = s.run_id left join tasks t on t.run_id = s.run_id and t.index = s.task_index
                group by r.id;
                insert into search_keys (project_id, kind, key)
                select distinct r.project_id, 'metric', coalesce(t.name || '/', '') || s.key
                from series s join runs r on r.id = s.run_id left join tasks t on t.run_id = s.run_id and t.index = s.task_index
                union all select distinct r.project_id, 'option', key from runs r cross join jsonb_object_keys(r.options) key
                union all select distinct r.project_id, 'tag', tag from runs r cross join unnest(r.tags) tag;
                """);
            // A summary changes with every write of points: room on its page keeps the new row beside the old.
            migrationBuilder.Sql("alter table run_summaries set (fillfactor = 70);");
            // Names are searched by parts of them; without the extension that is only slower.
            migrationBuilder.Sql("""
                do $$ begin
                  create extension if not exists pg_trgm;
                  create index ix_runs_name on runs using gin (name gin_trgm_ops);
                exception when insufficient_privilege or undefined_file or feature_not_supported then
                  raise notice 'pg_trgm cannot be had here; searching names reads all of them';
                end $$;
                """);

            migrationBuilder.CreateIndex(
                name: "ix_runs_options",
                table: "runs",
                column: "options")
                .Annotation("Npgsql:IndexMethod", "gin")
                .Annotation("Npgsql:IndexOperators", new[] { "jsonb_path_ops" });

            migrationBuilder.CreateIndex(
                name: "ix_runs_parent_id",
                table: "runs",
                column: "parent_id",
                filter: "parent_id is not null");

            migrationBuilder.CreateIndex(
                name: "ix_runs_queue",
                table: "runs",
                columns: new[] { "priority", "submitted_at", "position", "id" },
                descending: new[] { true, false, false, false },
                filter: "state = 'queued' and deleted_at is null and study_id is not null");

            migrationBuilder.AddCheckConstraint(
                name: "ck_runs_error",
                table: "runs",
                sql: "study_id is null or (state = 'failed') = (error_message is not null)");

            migrationBuilder.AddCheckConstraint(
                name: "ck_runs_finished",
                table: "runs",
                sql: "study_id is null or (state in ('succeeded', 'failed', 'cancelled')) = (finished_at is not null)");

            migrationBuilder.AddCheckConstraint(
                name: "ck_runs_lease",
                table: "runs",
                sql: "(state = 'running' and study_id is not null) = (lease_until is not null) and (lease_until is null or worker_id is not null)");

            migrationBuilder.AddCheckConstraint(
                name: "ck_runs_name",
                table: "runs",
                sql: "length(trim(name)) >= 1");

            migrationBuilder.AddCheckConstraint(
                name: "ck_runs_options",
                table: "runs",
                sql: "jsonb_typeof(options) = 'object' and jsonb_typeof(tag_values) = 'object'");

            migrationBuilder.AddCheckConstraint(
                name: "ck_runs_study",
                table: "runs",
                sql: "(study_id is null) = (condition_id is null) and (study_id is null or (seed is not null and experiment is not null))");

            migrationBuilder.CreateIndex(
                name: "ix_projects_number",
                table: "projects",
                column: "number",
                unique: true);

            migrationBuilder.AddCheckConstraint(
                name: "ck_projects_name",
                table: "projects",
                sql: "length(trim(name)) between 1 and 500");

            migrationBuilder.CreateIndex(
                name: "ix_artifacts_run_id_path",
                table: "artifacts",
                columns: new[] { "run_id", "path" },
                unique: true)
                .Annotation("Npgsql:NullsDistinct", false);

            migrationBuilder.CreateIndex(
                name: "ix_artifacts_sha256",
                table: "artifacts",
                column: "sha256");

            migrationBuilder.CreateIndex(
                name: "ix_datasets_project_id_name_digest",
                table: "datasets",
                columns: new[] { "project_id", "name", "digest" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_metric_requests_received_at",
                table: "metric_requests",
                column: "received_at");

            migrationBuilder.CreateIndex(
                name: "ix_run_inputs_dataset_id",
                table: "run_inputs",
                column: "dataset_id");

            migrationBuilder.CreateIndex(
                name: "ix_run_summaries_project_id",
                table: "run_summaries",
                column: "project_id");

            migrationBuilder.CreateIndex(
                name: "ix_sort_indexes_kind_key_aggregate",
                table: "sort_indexes",
                columns: new[] { "kind", "key", "aggregate" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_sort_indexes_name",
                table: "sort_indexes",
                column: "name",
                unique: true);

            migrationBuilder.AddForeignKey(
                name: "fk_runs_projects_project_id",
                table: "runs",
                column: "project_id",
                principalTable: "projects",
                principalColumn: "id",
                onDelete: ReferentialAction.Cascade);

            migrationBuilder.AddForeignKey(
                name: "fk_runs_runs_parent_id",
                table: "runs",
                column: "parent_id",
                principalTable: "runs",
                principalColumn: "id",
                onDelete: ReferentialAction.SetNull);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            // External runs do not exist for the schema before.
            migrationBuilder.Sql("delete from runs where study_id is null; drop index if exists ix_runs_name;");
            migrationBuilder.Sql(NumberFunction.DropSql);

            migrationBuilder.DropForeignKey(
                name: "fk_runs_projects_project_id",
                table: "runs");

            migrationBuilder.DropForeignKey(
                name: "fk_runs_runs_parent_id",
                table: "runs");

            migrationBuilder.DropTable(
                name: "artifacts");

            migrationBuilder.DropTable(
                name: "metric_requests");

            migrationBuilder.DropTable(
                name: "run_inputs");

            migrationBuilder.DropTable(
                name: "run_models");

            migrationBuilder.DropTable(
                name: "run_summaries");

            migrationBuilder.DropTable(
                name: "search_keys");

            migrationBuilder.DropTable(
                name: "sort_indexes");

            migrationBuilder.DropTable(
                name: "datasets");

            migrationBuilder.DropIndex(
                name: "ix_runs_options",
                table: "runs");

            migrationBuilder.DropIndex(
                name: "ix_runs_parent_id",
                table: "runs");

            migrationBuilder.DropIndex(
                name: "ix_runs_queue",
                table: "runs");

            migrationBuilder.DropCheckConstraint(
                name: "ck_runs_error",
                table: "runs");

            migrationBuilder.DropCheckConstraint(
                name: "ck_runs_finished",
                table: "runs");

            migrationBuilder.DropCheckConstraint(
                name: "ck_runs_lease",
                table: "runs");

            migrationBuilder.DropCheckConstraint(
                name: "ck_runs_name",
                table: "runs");

            migrationBuilder.DropCheckConstraint(
                name: "ck_runs_options",
                table: "runs");

            migrationBuilder.DropCheckConstraint(
                name: "ck_runs_study",
                table: "runs");

            migrationBuilder.DropIndex(
                name: "ix_projects_number",
                table: "projects");

            migrationBuilder.DropCheckConstraint(
                name: "ck_projects_name",
                table: "projects");

            migrationBuilder.DropColumn(
                name: "last_time",
                table: "series");

            migrationBuilder.DropColumn(
                name: "experiment",
                table: "runs");

            migrationBuilder.DropColumn(
                name: "name",
                table: "runs");

            migrationBuilder.DropColumn(
                name: "options",
                table: "runs");

            migrationBuilder.DropColumn(
                name: "parent_id",
                table: "runs");

            migrationBuilder.DropColumn(
                name: "tag_values",
                table: "runs");

            migrationBuilder.DropColumn(
                name: "user_name",
                table: "runs");

            migrationBuilder.DropColumn(
                name: "artifact_location",
                table: "projects");

            migrationBuilder.DropColumn(
                name: "number",
                table: "projects");

            migrationBuilder.DropColumn(
                name: "tag_values",
                table: "projects");

            migrationBuilder.DropColumn(
                name: "updated_at",
                table: "projects");

            migrationBuilder.AlterColumn<Guid>(
                name: "study_id",
                table: "runs",
                type: "uuid",
                nullable: false,
                defaultValue: new Guid("00000000-0000-0000-0000-000000000000"),
                oldClrType: typeof(Guid),
                oldType: "uuid",
                oldNullable: true);

            migrationBuilder.AlterColumn<long>(
                name: "seed",
                table: "runs",
                type: "bigint",
                nullable: false,
                defaultValue: 0L,
                oldClrType: typeof(long),
                oldType: "bigint",
                oldNullable: true);

            migrationBuilder.AlterColumn<Guid>(
                name: "condition_id",
                table: "runs",
                type: "uuid",
                nullable: false,
                defaultValue: new Guid("00000000-0000-0000-0000-000000000000"),
                oldClrType: typeof(Guid),
                oldType: "uuid",
                oldNullable: true);

            migrationBuilder.CreateIndex(
                name: "ix_runs_queue",
                table: "runs",
                columns: new[] { "priority", "submitted_at", "position", "id" },
                descending: new[] { true, false, false, false },
                filter: "state = 'queued' and deleted_at is null");

            migrationBuilder.AddCheckConstraint(
                name: "ck_runs_error",
                table: "runs",
                sql: "(state = 'failed') = (error_message is not null)");

            migrationBuilder.AddCheckConstraint(
                name: "ck_runs_finished",
                table: "runs",
                sql: "(state in ('succeeded', 'failed', 'cancelled')) = (finished_at is not null)");

            migrationBuilder.AddCheckConstraint(
                name: "ck_runs_lease",
                table: "runs",
                sql: "(state = 'running') = (lease_until is not null) and (lease_until is null or worker_id is not null)");

            migrationBuilder.AddCheckConstraint(
                name: "ck_projects_name",
                table: "projects",
                sql: "length(trim(name)) between 1 and 200");
        }
    }
}
