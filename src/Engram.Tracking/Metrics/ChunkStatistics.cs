using Npgsql;

namespace Engram.Tracking.Metrics;

/// <summary>What is known of a chunk without decoding it.</summary>
internal sealed record ChunkStatistics(int Sequence, long FirstStep, long LastStep, int Count, double Min, double Max, Extreme? MinAt, Extreme? MaxAt, int NanCount)
{
    /// <summary>The columns that <see cref="Read"/> takes.</summary>
    public const string Columns = "sequence, first_step, last_step, count, min_value, max_value, min_step, min_time, max_step, max_time, nan_count";

    /// <summary>True when every value is NaN.</summary>
    public bool IsNan => NanCount == Count;

    /// <summary>True when a chart that has no room for its points can do without them: all finite, and it is known where the extremes lie; or nothing but NaN.</summary>
    public bool Suffices => IsNan || (NanCount == 0 && MinAt is not null && MaxAt is not null && double.IsFinite(Min) && double.IsFinite(Max));

    public static ChunkStatistics Read(NpgsqlDataReader reader, int column) => new(
        reader.GetInt32(column), reader.GetInt64(column + 1), reader.GetInt64(column + 2), reader.GetInt32(column + 3), reader.GetDouble(column + 4), reader.GetDouble(column + 5),
        At(reader, column + 6), At(reader, column + 8), reader.GetInt32(column + 10));

    private static Extreme? At(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : new(reader.GetInt64(column), reader.GetInt64(column + 1));
}
