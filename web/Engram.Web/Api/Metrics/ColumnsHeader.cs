using System.ComponentModel.DataAnnotations;

namespace Engram.Web.Api.Metrics;

/// <summary>The header of binary columns: see <see cref="PointColumns"/>.</summary>
internal sealed record ColumnsHeader
{
    /// <summary>The number of the request, or null.</summary>
    public long? Request { get; init; }

    /// <summary>The series, in the order of their columns.</summary>
    public required Column[] Series { get; init; }

    /// <summary>A series whose columns follow.</summary>
    internal sealed record Column
    {
        /// <summary>Metric key.</summary>
        public required string Key { get; init; }

        /// <summary>Name of the task, or null outside tasks.</summary>
        public string? Task { get; init; }

        /// <summary>How many points it has.</summary>
        [Range(1, int.MaxValue)]
        public required int Count { get; init; }

        /// <summary>True when there is a column of times.</summary>
        public bool Times { get; init; }
    }
}
