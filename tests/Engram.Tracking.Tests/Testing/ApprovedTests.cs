using Engram.Testing;
using Xunit.Sdk;

namespace Engram.Tracking.Tests.Testing;

public sealed class ApprovedTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("engram-test-");

    private string Caller => Path.Combine(_folder.FullName, "SomeTests.cs");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void A_new_text_fails_and_says_how_to_accept_it()
    {
        var failure = Assert.Throws<FailException>(() => Approved.Text("one\ntwo", "table", Caller));

        Assert.Contains($"mv '{_folder.FullName}/SomeTests.table.received.txt' '{_folder.FullName}/SomeTests.table.approved.txt'", failure.Message);
        Assert.Equal("one\ntwo\n", File.ReadAllText(Path.Combine(_folder.FullName, "SomeTests.table.received.txt")));
    }

    [Fact]
    public void An_approved_text_passes_and_a_changed_one_shows_the_line()
    {
        File.WriteAllText(Path.Combine(_folder.FullName, "SomeTests.table.approved.txt"), "one\ntwo\n");
        Approved.Text("one\r\ntwo", "table", Caller);

        var failure = Assert.Throws<FailException>(() => Approved.Text("one\n2", "table", Caller));

        Assert.Contains("Line 2:\n  approved: two\n  received: 2", failure.Message);
    }
}
