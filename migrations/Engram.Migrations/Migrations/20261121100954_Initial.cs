using System;
using Engram.Tracking.Storage;
using System.Text.Json;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace Engram.Migrations.Migrations
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "blobs",
                columns: table => new
                {
                    sha256 = table.Column<byte[]>(type: "bytea", nullable: false),
                    size = table.Column<long>(type: "bigint", nullable: false),
                    content = table.Column<byte[]>(type: "bytea", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_blobs", x => x.sha256);
                    table.CheckConstraint("ck_blobs_sha256", "sha256 = sha256(content) and size = length(content)");
                });

            migrationBuilder.CreateTable(
                name: "projects",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    description = table.Column<string>(type: "text", nullable: false),
                    tags = table.Column<string[]>(type: "text[]", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    deleted_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_projects", x => x.id);
                    table.CheckConstraint("ck_projects_name", "length(trim(name)) between 1 and 200");
                });

            migrationBuilder.CreateTable(
                name: "workers",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    version = table.Column<string>(type: "text", nullable: false),
                    concurrency = table.Column<int>(type: "integer", nullable: false),
                    started_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    seen_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    stopped_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    lock_key = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_workers", x => x.id);
                    table.CheckConstraint("ck_workers_concurrency", "concurrency >= 1");
                });

            migrationBuilder.CreateTable(
                name: "comparisons",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    project_id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    question = table.Column<JsonDocument>(type: "jsonb", nullable: false),
                    frozen_answer = table.Column<JsonDocument>(type: "jsonb", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_comparisons", x => x.id);
                    table.CheckConstraint("ck_comparisons_name", "length(trim(name)) between 1 and 200");
                    table.ForeignKey(
                        name: "fk_comparisons_projects_project_id",
                        column: x => x.project_id,
                        principalTable: "projects",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "studies",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    project_id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    experiment = table.Column<string>(type: "text", nullable: false),
                    experiment_version = table.Column<int>(type: "integer", nullable: false),
                    preset = table.Column<string>(type: "text", nullable: true),
                    seeds = table.Column<long[]>(type: "bigint[]", nullable: false),
                    priority = table.Column<int>(type: "integer", nullable: false),
                    tags = table.Column<string[]>(type: "text[]", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    deleted_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_studies", x => x.id);
                    table.UniqueConstraint("ak_studies_project_id_id", x => new { x.project_id, x.id });
                    table.CheckConstraint("ck_studies_name", "length(trim(name)) between 1 and 200");
                    table.CheckConstraint("ck_studies_seeds", "cardinality(seeds) >= 1 and 0 <= all(seeds)");
                    table.ForeignKey(
                        name: "fk_studies_projects_project_id",
                        column: x => x.project_id,
                        principalTable: "projects",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "conditions",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    study_id = table.Column<Guid>(type: "uuid", nullable: false),
                    position = table.Column<int>(type: "integer", nullable: false),
                    label = table.Column<string>(type: "text", nullable: false),
                    options = table.Column<JsonDocument>(type: "jsonb", nullable: false),
                    options_hash = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_conditions", x => x.id);
                    table.UniqueConstraint("ak_conditions_study_id_id", x => new { x.study_id, x.id });
                    table.CheckConstraint("ck_conditions_options", "jsonb_typeof(options) = 'object'");
                    table.ForeignKey(
                        name: "fk_conditions_studies_study_id",
                        column: x => x.study_id,
                        principalTable: "studies",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "runs",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    project_id = table.Column<Guid>(type: "uuid", nullable: false),
                    study_id = table.Column<Guid>(type: "uuid", nullable: false),
                    condition_id = table.Column<Guid>(type: "uuid", nullable: false),
                    seed = table.Column<long>(type: "bigint", nullable: false),
                    state = table.Column<string>(type: "text", nullable: false),
                    attempt = table.Column<int>(type: "integer", nullable: false),
                    priority = table.Column<int>(type: "integer", nullable: false),
                    position = table.Column<int>(type: "integer", nullable: false),
                    worker_id = table.Column<Guid>(type: "uuid", nullable: true),
                    lease_until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    cancel_requested = table.Column<bool>(type: "boolean", nullable: false),
                    progress = table.Column<double>(type: "double precision", nullable: false),
                    doing = table.Column<string>(type: "text", nullable: false),
                    error_message = table.Column<string>(type: "text", nullable: true),
                    error_detail = table.Column<string>(type: "text", nullable: true),
                    notes = table.Column<string>(type: "text", nullable: false),
                    tags = table.Column<string[]>(type: "text[]", nullable: false),
                    environment = table.Column<string>(type: "jsonb", nullable: true),
                    submitted_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    started_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    finished_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    deleted_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_runs", x => x.id);
                    table.CheckConstraint("ck_runs_error", "(state = 'failed') = (error_message is not null)");
                    table.CheckConstraint("ck_runs_finished", "(state in ('succeeded', 'failed', 'cancelled')) = (finished_at is not null)");
                    table.CheckConstraint("ck_runs_lease", "(state = 'running') = (lease_until is not null) and (lease_until is null or worker_id is not null)");
                    table.CheckConstraint("ck_runs_progress", "progress between 0 and 1");
                    table.CheckConstraint("ck_runs_seed", "seed >= 0");
                    table.CheckConstraint("ck_runs_state", "state in ('queued', 'running', 'succeeded', 'failed', 'cancelled')");
                    table.ForeignKey(
                        name: "fk_runs_conditions_study_id_condition_id",
                        columns: x => new { x.study_id, x.condition_id },
                        principalTable: "conditions",
                        principalColumns: new[] { "study_id", "id" },
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_runs_studies_project_id_study_id",
                        columns: x => new { x.project_id, x.study_id },
                        principalTable: "studies",
                        principalColumns: new[] { "project_id", "id" },
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_runs_workers_worker_id",
                        column: x => x.worker_id,
                        principalTable: "workers",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "log_lines",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    run_id = table.Column<Guid>(type: "uuid", nullable: false),
                    attempt = table.Column<int>(type: "integer", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    severity = table.Column<string>(type: "text", nullable: false),
                    text = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_log_lines", x => x.id);
                    table.CheckConstraint("ck_log_lines_severity", "severity in ('info', 'warning', 'error')");
                    table.ForeignKey(
                        name: "fk_log_lines_runs_run_id",
                        column: x => x.run_id,
                        principalTable: "runs",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "tasks",
                columns: table => new
                {
                    run_id = table.Column<Guid>(type: "uuid", nullable: false),
                    index = table.Column<int>(type: "integer", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    first_step = table.Column<long>(type: "bigint", nullable: false),
                    last_step = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_tasks", x => new { x.run_id, x.index });
                    table.CheckConstraint("ck_tasks_steps", "index >= 0 and first_step >= 0 and last_step >= first_step - 1");
                    table.ForeignKey(
                        name: "fk_tasks_runs_run_id",
                        column: x => x.run_id,
                        principalTable: "runs",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "checkpoints",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    run_id = table.Column<Guid>(type: "uuid", nullable: false),
                    task_index = table.Column<int>(type: "integer", nullable: true),
                    step = table.Column<long>(type: "bigint", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    sha256 = table.Column<byte[]>(type: "bytea", nullable: false),
                    size = table.Column<long>(type: "bigint", nullable: false),
                    metadata = table.Column<JsonDocument>(type: "jsonb", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_checkpoints", x => x.id);
                    table.CheckConstraint("ck_checkpoints_kind", "kind in ('memory', 'network', 'optimizer', 'learned-loss', 'initialization', 'training-state')");
                    table.ForeignKey(
                        name: "fk_checkpoints_blobs_sha256",
                        column: x => x.sha256,
                        principalTable: "blobs",
                        principalColumn: "sha256",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_checkpoints_runs_run_id",
                        column: x => x.run_id,
                        principalTable: "runs",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_checkpoints_tasks_run_id_task_index",
                        columns: x => new { x.run_id, x.task_index },
                        principalTable: "tasks",
                        principalColumns: new[] { "run_id", "index" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "series",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    run_id = table.Column<Guid>(type: "uuid", nullable: false),
                    task_index = table.Column<int>(type: "integer", nullable: true),
                    key = table.Column<string>(type: "text", nullable: false),
                    count = table.Column<long>(type: "bigint", nullable: false),
                    first_step = table.Column<long>(type: "bigint", nullable: false),
                    last_step = table.Column<long>(type: "bigint", nullable: false),
                    last_value = table.Column<double>(type: "double precision", nullable: false),
                    min_value = table.Column<double>(type: "double precision", nullable: false),
                    max_value = table.Column<double>(type: "double precision", nullable: false),
                    mean_value = table.Column<double>(type: "double precision", nullable: false),
                    nan_count = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_series", x => x.id);
                    table.CheckConstraint("ck_series_key", "length(key) between 1 and 250");
                    table.ForeignKey(
                        name: "fk_series_runs_run_id",
                        column: x => x.run_id,
                        principalTable: "runs",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_series_tasks_run_id_task_index",
                        columns: x => new { x.run_id, x.task_index },
                        principalTable: "tasks",
                        principalColumns: new[] { "run_id", "index" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "study_inputs",
                columns: table => new
                {
                    study_id = table.Column<Guid>(type: "uuid", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    checkpoint_id = table.Column<Guid>(type: "uuid", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_study_inputs", x => new { x.study_id, x.kind });
                    table.ForeignKey(
                        name: "fk_study_inputs_checkpoints_checkpoint_id",
                        column: x => x.checkpoint_id,
                        principalTable: "checkpoints",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_study_inputs_studies_study_id",
                        column: x => x.study_id,
                        principalTable: "studies",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "transfers",
                columns: table => new
                {
                    run_id = table.Column<Guid>(type: "uuid", nullable: false),
                    task_index = table.Column<int>(type: "integer", nullable: false),
                    checkpoint_id = table.Column<Guid>(type: "uuid", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_transfers", x => new { x.run_id, x.task_index, x.checkpoint_id });
                    table.ForeignKey(
                        name: "fk_transfers_checkpoints_checkpoint_id",
                        column: x => x.checkpoint_id,
                        principalTable: "checkpoints",
                        principalColumn: "id");
                    table.ForeignKey(
                        name: "fk_transfers_runs_run_id",
                        column: x => x.run_id,
                        principalTable: "runs",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "metric_chunks",
                columns: table => new
                {
                    series_id = table.Column<long>(type: "bigint", nullable: false),
                    sequence = table.Column<int>(type: "integer", nullable: false),
                    first_step = table.Column<long>(type: "bigint", nullable: false),
                    last_step = table.Column<long>(type: "bigint", nullable: false),
                    count = table.Column<int>(type: "integer", nullable: false),
                    min_value = table.Column<double>(type: "double precision", nullable: false),
                    max_value = table.Column<double>(type: "double precision", nullable: false),
                    sum = table.Column<double>(type: "double precision", nullable: false),
                    sum_of_squares = table.Column<double>(type: "double precision", nullable: false),
                    nan_count = table.Column<int>(type: "integer", nullable: false),
                    data = table.Column<byte[]>(type: "bytea", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_metric_chunks", x => new { x.series_id, x.sequence });
                    table.CheckConstraint("ck_metric_chunks_count", "count >= 1 and last_step >= first_step and nan_count between 0 and count");
                    table.ForeignKey(
                        name: "fk_metric_chunks_series_series_id",
                        column: x => x.series_id,
                        principalTable: "series",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_checkpoints_run_id_task_index_step",
                table: "checkpoints",
                columns: new[] { "run_id", "task_index", "step" });

            migrationBuilder.CreateIndex(
                name: "ix_checkpoints_sha256",
                table: "checkpoints",
                column: "sha256");

            migrationBuilder.CreateIndex(
                name: "ix_comparisons_project_id",
                table: "comparisons",
                column: "project_id");

            migrationBuilder.CreateIndex(
                name: "ix_conditions_study_id_label",
                table: "conditions",
                columns: new[] { "study_id", "label" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_conditions_study_id_options_hash",
                table: "conditions",
                columns: new[] { "study_id", "options_hash" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_conditions_study_id_position",
                table: "conditions",
                columns: new[] { "study_id", "position" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_log_lines_run_id_id",
                table: "log_lines",
                columns: new[] { "run_id", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_metric_chunks_series_id_last_step",
                table: "metric_chunks",
                columns: new[] { "series_id", "last_step" });

            migrationBuilder.CreateIndex(
                name: "ix_projects_name",
                table: "projects",
                column: "name",
                unique: true,
                filter: "deleted_at is null");

            migrationBuilder.CreateIndex(
                name: "ix_runs_condition_id_seed",
                table: "runs",
                columns: new[] { "condition_id", "seed" },
                unique: true,
                filter: "deleted_at is null");

            migrationBuilder.CreateIndex(
                name: "ix_runs_leases",
                table: "runs",
                column: "lease_until",
                filter: "state = 'running'");

            migrationBuilder.CreateIndex(
                name: "ix_runs_project_id_study_id",
                table: "runs",
                columns: new[] { "project_id", "study_id" });

            migrationBuilder.CreateIndex(
                name: "ix_runs_project_id_submitted_at_id",
                table: "runs",
                columns: new[] { "project_id", "submitted_at", "id" },
                descending: new[] { false, true, true });

            migrationBuilder.CreateIndex(
                name: "ix_runs_queue",
                table: "runs",
                columns: new[] { "priority", "submitted_at", "position", "id" },
                descending: new[] { true, false, false, false },
                filter: "state = 'queued' and deleted_at is null");

            migrationBuilder.CreateIndex(
                name: "ix_runs_study_id_condition_id",
                table: "runs",
                columns: new[] { "study_id", "condition_id" });

            migrationBuilder.CreateIndex(
                name: "ix_runs_worker_id",
                table: "runs",
                column: "worker_id");

            migrationBuilder.CreateIndex(
                name: "ix_series_run_id_key_task_index",
                table: "series",
                columns: new[] { "run_id", "key", "task_index" },
                unique: true)
                .Annotation("Npgsql:NullsDistinct", false);

            migrationBuilder.CreateIndex(
                name: "ix_series_run_id_task_index",
                table: "series",
                columns: new[] { "run_id", "task_index" });

            migrationBuilder.CreateIndex(
                name: "ix_studies_created_at_id",
                table: "studies",
                columns: new[] { "created_at", "id" },
                descending: new bool[0]);

            migrationBuilder.CreateIndex(
                name: "ix_study_inputs_checkpoint_id",
                table: "study_inputs",
                column: "checkpoint_id");

            migrationBuilder.CreateIndex(
                name: "ix_tasks_run_id_name",
                table: "tasks",
                columns: new[] { "run_id", "name" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_transfers_checkpoint_id",
                table: "transfers",
                column: "checkpoint_id");

            migrationBuilder.Sql(RunLifeTrigger.CreateSql);
            // Chunks are dense already and safetensors hardly shrink: trying to compress every value costs time for nothing.
            migrationBuilder.Sql("alter table metric_chunks alter column data set storage external; alter table blobs alter column content set storage external;");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql(RunLifeTrigger.DropSql);

            migrationBuilder.DropTable(
                name: "comparisons");

            migrationBuilder.DropTable(
                name: "log_lines");

            migrationBuilder.DropTable(
                name: "metric_chunks");

            migrationBuilder.DropTable(
                name: "study_inputs");

            migrationBuilder.DropTable(
                name: "transfers");

            migrationBuilder.DropTable(
                name: "series");

            migrationBuilder.DropTable(
                name: "checkpoints");

            migrationBuilder.DropTable(
                name: "blobs");

            migrationBuilder.DropTable(
                name: "tasks");

            migrationBuilder.DropTable(
                name: "runs");

            migrationBuilder.DropTable(
                name: "conditions");

            migrationBuilder.DropTable(
                name: "workers");

            migrationBuilder.DropTable(
                name: "studies");

            migrationBuilder.DropTable(
                name: "projects");
        }
    }
}
