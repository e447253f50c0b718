using Engram.Tracking.Storage.Processes;

namespace Engram.Tracking.Tests.Storage.Processes;

public sealed class ChildProcessTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("engram-test-");

    private string Log => Path.Combine(_folder.FullName, "child.log");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Its_output_is_appended_to_its_log_and_its_arguments_arrive_untouched()
    {
        File.WriteAllText(Log, "before\n");
        string[] arguments = ["-c", "printf '%s|' \"$@\"; echo oops >&2; exit 3", "sh", "a b", "", "$HOME", "ä\"'"];

        using var child = ChildProcess.Start("sh", arguments, Log, EndSignal.Terminate);

        Assert.Equal(3, await child.Exited);
        Assert.Equal("before\na b||$HOME|ä\"'|oops\n", File.ReadAllText(Log));
    }

    [Fact]
    public async Task It_gets_the_variables_given_beside_ours()
    {
        using var child = ChildProcess.Start("sh", ["-c", "echo $COLOR $PATH"], Log, EndSignal.Terminate, new Dictionary<string, string> { ["COLOR"] = "blue" });
        await child.Exited;

        Assert.Equal($"blue {Environment.GetEnvironmentVariable("PATH")}\n", File.ReadAllText(Log));
    }

    [Fact]
    public async Task It_leads_a_session_of_its_own_so_that_the_terminals_ctrl_c_does_not_reach_it()
    {
        using var child = ChildProcess.Start("sleep", ["60"], Log, EndSignal.Terminate);
        while (!File.ReadAllText($"/proc/{child.Id}/stat").Contains("(sleep)")) await Task.Delay(10); // the last of several programs it becomes

        var fields = File.ReadAllText($"/proc/{child.Id}/stat").Split(' ');
        Assert.Equal($"{child.Id}", fields[4]); // process group
        Assert.Equal($"{child.Id}", fields[5]); // session

        Assert.True(await child.StopAsync(TimeSpan.FromSeconds(10)));
        Assert.Equal(143, await child.Exited);
    }

    [Fact]
    public async Task A_program_that_is_not_there_ends_with_an_error_in_the_log()
    {
        using var child = ChildProcess.Start("/no/such/program", [], Log, EndSignal.Terminate);

        Assert.NotEqual(0, await child.Exited);
        Assert.Contains("/no/such/program", LogTail.Read(Log));
    }
}
