using System.Text.Json.Nodes;

namespace Engram.Experiments.Claims;

/// <summary>One number per seed: the last value of a metric in a task, averaged over the conditions that match.</summary>
/// <param name="Metric">Metric key, usually one declared as a score.</param>
/// <param name="Task">Task name, or null for a metric recorded outside tasks.</param>
/// <param name="Where">Option name → required value; empty selects every condition of the study.</param>
/// <param name="Factor">Multiplies the number: <c>0.05</c> makes "five percent of".</param>
/// <remarks>A seed takes part only when every matching condition has the number for it, so that conditions stay balanced.</remarks>
public sealed record Score(string Metric, string? Task, IReadOnlyDictionary<string, JsonNode> Where, double Factor = 1);
