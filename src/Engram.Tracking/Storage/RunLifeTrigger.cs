using Engram.Tracking.Runs;

namespace Engram.Tracking.Storage;

/// <summary>Makes the database keep to <see cref="RunLife"/>: no statement, ours or a person's, can move a run where its life forbids.</summary>
/// <remarks>External runs are free: their state is what their client says.</remarks>
public static class RunLifeTrigger
{
    /// <summary>Creates the trigger from the table as it is now; for a migration.</summary>
    public static string CreateSql { get; } = $"""
        create function run_life() returns trigger language plpgsql as $$
        begin
          if old.study_id is not null and old.state <> new.state and (old.state, new.state) not in ({string.Join(", ", Moves())}) then
            raise exception 'run % cannot go from % to %', old.id, old.state, new.state using errcode = 'check_violation', constraint = 'run_life';
          end if;
          return new;
        end $$;
        create trigger run_life before update of state on runs for each row execute function run_life();
        """;

    /// <summary>Removes the trigger.</summary>
    public const string DropSql = "drop trigger run_life on runs; drop function run_life();";

    private static IEnumerable<string> Moves() =>
        from state in Enum.GetValues<RunState>()
        from next in RunLife.After(state)
        select $"('{state.ToString().ToLowerInvariant()}', '{next.ToString().ToLowerInvariant()}')";
}
