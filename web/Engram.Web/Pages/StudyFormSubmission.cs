using System.Security.Cryptography;
using System.Text.Json;
using Engram.Tracking.Idempotency;
using Engram.Tracking.Projects;
using Engram.Tracking.Storage;
using Engram.Tracking.Studies;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Engram.Web.Pages;

/// <summary>Submits the study of a form once, however often the form is sent: by a double click, or again after a lost answer.</summary>
/// <remarks>
/// As <c>Idempotency-Key</c> does it for the API, in the same table. What was typed is part of the key: a form that was changed and sent again is
/// another study.
/// </remarks>
internal sealed class StudyFormSubmission(EngramDb db, ProjectDirectory projects, StudySubmission submission, TimeProvider time)
{
    /// <summary>Submits it.</summary>
    /// <param name="form">As it was sent.</param>
    /// <param name="plan">What it asks for.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <returns>Address of the study: the new one, or the one that this form made before.</returns>
    public async Task<string> SubmitAsync(StudyForm form, StudyPlan plan, CancellationToken ct)
    {
        var project = await projects.FindOrCreateAsync(form.Project, ct);
        var (now, hash) = (time.GetUtcNow(), Hash(form));
        var study = Guid.CreateVersion7(now);
        var sent = new KeyedRequest
        {
            Key = $"form-{Convert.ToHexStringLower(hash)}",
            Hash = hash,
            CreatedAt = now,
            Status = StatusCodes.Status303SeeOther,
            Location = Urls.Study(study),
            Answer = [],
        };
        if (form.Key.Length > 0) db.Add(sent); // saved with the study or not at all; who comes second waits for whoever was first
        try
        {
            await submission.SubmitAsync(project.Id, plan, ct, study);
            return sent.Location;
        }
        catch (DbUpdateException e) when (e.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation, TableName: "keyed_requests" })
        {
            db.ChangeTracker.Clear();
            return (await db.KeyedRequests.Where(request => request.Key == sent.Key).Select(request => request.Location).SingleAsync(ct))!;
        }
    }

    private static byte[] Hash(StudyForm form) => SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(
        new { form.Key, Experiment = form.Experiment.Name, Preset = form.Preset?.Name, form.Name, form.Project, form.Seeds, form.Priority, form.Tags, form.Options }));
}
