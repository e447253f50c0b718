using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Engram.Benchmarks.Measuring;
using Engram.Benchmarks.Workloads;
using Engram.Numerics.Serialization;

namespace Engram.Benchmarks.Running;

/// <summary>The PyTorch side: one process that stays, is asked in lines of JSON, and sleeps while it is not asked.</summary>
internal sealed class PeerProcess : IDisposable
{
    private const string Python = "/usr/bin/python3";

    private readonly Process _process;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("engram-bench-");

    private string _lastError = "";

    private PeerProcess(Process process)
    {
        _process = process;
        _process.ErrorDataReceived += (_, line) => _lastError = line.Data is { Length: > 0 } said ? said : _lastError;
        _process.BeginErrorReadLine(); // a pipe that nobody empties would stop it
    }

    /// <summary>Versions, library of matrix products, vector instructions: what the peers say of themselves.</summary>
    public string Versions { get; private set; } = "";

    /// <summary>Starts it.</summary>
    /// <exception cref="PeerException">There is no PyTorch, or one that would be compared unfairly.</exception>
    public static PeerProcess Start()
    {
        if (!File.Exists(Python)) throw new PeerException($"there is no {Python}; ./engram bench --install installs Python and PyTorch (python3-torch)");
        var start = new ProcessStartInfo(Python, ["-s", Path.Combine(AppContext.BaseDirectory, "peers", "serve.py")])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        start.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
        foreach (var (name, value) in PeerEnvironment.Variables)
        {
            if (value is null) start.Environment.Remove(name);
            else start.Environment[name] = value;
        }
        var peer = new PeerProcess(Process.Start(start)!);
        try
        {
            peer.Greet();
            return peer;
        }
        catch
        {
            peer.Dispose();
            throw;
        }
    }

    /// <summary>Sets up the peers of a workload and lets each do it a few times.</summary>
    /// <returns>By variant, the results that must agree with ours.</returns>
    public IReadOnlyDictionary<string, SafeTensorsFile> Prepare(string peer, SafeTensorsFile inputs)
    {
        foreach (var old in _folder.GetFiles()) old.Delete();
        var path = Path.Combine(_folder.FullName, "inputs");
        File.WriteAllBytes(path, inputs.ToBytes());
        var answer = Ask(new JsonObject { ["prepare"] = peer, ["inputs"] = path, ["results"] = _folder.FullName, ["runs"] = IJob.RunsBeforeResults });
        return answer["variants"]!.AsArray().Select(variant => (string)variant!)
            .ToDictionary(variant => variant, variant => SafeTensorsFile.Parse(File.ReadAllBytes(Path.Combine(_folder.FullName, variant + ".safetensors"))));
    }

    /// <summary>Warms a variant up.</summary>
    public void WarmUp(string variant, double seconds) => Ask(new JsonObject { ["warm"] = variant, ["seconds"] = seconds, ["block"] = JobTimer.BlockSeconds });

    /// <summary>Gives a variant its turn.</summary>
    public Round Turn(string variant, double seconds, int operationsPerRun)
    {
        var answer = Ask(new JsonObject { ["turn"] = variant, ["seconds"] = seconds });
        return new Round((double)answer["cpu"]! / operationsPerRun, (double)answer["wall"]! / operationsPerRun);
    }

    public void Dispose()
    {
        try
        {
            _process.StandardInput.Close(); // its loop ends
            if (!_process.WaitForExit(TimeSpan.FromSeconds(5))) _process.Kill();
        }
        catch (IOException)
        {
            // it had ended already
        }
        _process.Dispose();
        _folder.Delete(recursive: true);
    }

    private void Greet()
    {
        var hello = Read();
        if ((string)hello["blas"]! is not { Length: > 0 } blas)
        {
            throw new PeerException("its matrix products come from the reference BLAS, thirty times slower than they could be; "
                + "./engram bench --install installs OpenBLAS (libopenblas0-pthread)");
        }
        Versions = $"PyTorch {hello["torch"]} ({hello["capability"]}), {blas}, Python {hello["python"]}, {hello["threads"]} thread";
    }

    private JsonNode Ask(JsonObject request)
    {
        try
        {
            _process.StandardInput.WriteLine(request.ToJsonString());
            _process.StandardInput.Flush();
        }
        catch (IOException)
        {
            // it has ended; Read says why
        }
        var answer = Read();
        return answer["error"] is { } error ? throw new PeerException((string)error!) : answer;
    }

    private JsonNode Read()
    {
        var line = _process.StandardOutput.ReadLine();
        try
        {
            if (line is not null) return JsonNode.Parse(line)!;
        }
        catch (JsonException)
        {
            throw new PeerException($"it said '{line}'");
        }
        _process.WaitForExit(); // its last words are read then
        throw new PeerException(_lastError.Contains("No module named 'torch'", StringComparison.Ordinal)
            ? "PyTorch is not installed; ./engram bench --install installs it (python3-torch, libopenblas0-pthread)"
            : $"it ended: {_lastError}");
    }
}

/// <summary>The peers cannot take part, and why.</summary>
internal sealed class PeerException(string message) : Exception(message);
