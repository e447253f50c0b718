using Microsoft.Win32.SafeHandles;

namespace Engram.Client.Spooling;

/// <summary>One append-only file of a spool.</summary>
internal sealed class SpoolSegment : IDisposable
{
    private readonly SafeFileHandle _file;

    private SpoolSegment(string path, int index, SafeFileHandle file, long length) => (Path, Index, _file, Length) = (path, index, file, length);

    public string Path { get; }

    public int Index { get; }

    /// <summary>Bytes of whole records.</summary>
    public long Length { get; private set; }

    /// <summary>Numbers of entries that wait for their confirmation.</summary>
    public HashSet<long> Waiting { get; } = [];

    public static SpoolSegment Create(string folder, int index)
    {
        var path = PathOf(folder, index);
        return new(path, index, File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read), 0);
    }

    /// <summary>Opens a file that an earlier process left, and reads its records.</summary>
    /// <param name="folder">Folder of the spool.</param>
    /// <param name="index">Which file.</param>
    /// <param name="found">Receives every record.</param>
    /// <param name="lost">Bytes at its end that are no whole record. They are cut off.</param>
    public static SpoolSegment Open(string folder, int index, Action<SpoolEntry> found, out long lost)
    {
        var path = PathOf(folder, index);
        var bytes = File.ReadAllBytes(path);
        var end = 0;
        while (SpoolRecord.TryRead(bytes, end, out var kind, out var number, out var length))
        {
            found(new(kind, number, index, end + SpoolRecord.HeadLength, length));
            end += SpoolRecord.HeadLength + length;
        }
        lost = bytes.Length - end;
        var file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read);
        if (lost > 0) RandomAccess.SetLength(file, end);
        return new(path, index, file, end);
    }

    public static IEnumerable<int> IndexesIn(string folder) =>
        Directory.EnumerateFiles(folder, "*.log").Select(path => int.TryParse(System.IO.Path.GetFileNameWithoutExtension(path), out var index) ? index : -1)
            .Where(index => index >= 0).Order();

    /// <summary>Appends a record.</summary>
    /// <param name="record">All its bytes.</param>
    /// <param name="durable">Whether it must survive a power cut: returns when it is on the disk.</param>
    /// <returns>Where its body begins.</returns>
    /// <exception cref="IOException">The disk did not take it; the file is as it was.</exception>
    public long Append(ReadOnlySpan<byte> record, bool durable)
    {
        try
        {
            RandomAccess.Write(_file, record, Length);
            if (durable) RandomAccess.FlushToDisk(_file);
        }
        catch (IOException)
        {
            RandomAccess.SetLength(_file, Length);
            throw;
        }
        Length += record.Length;
        return Length - record.Length + SpoolRecord.HeadLength;
    }

    public byte[] Read(SpoolEntry entry)
    {
        var body = new byte[entry.Length];
        for (var read = 0; read < body.Length;)
        {
            var more = RandomAccess.Read(_file, body.AsSpan(read), entry.Offset + read);
            read += more > 0 ? more : throw new EngramSpoolException($"{Path} ends within an entry at byte {entry.Offset}: somebody changed it. What is left of it is not sent.");
        }
        return body;
    }

    public void Delete()
    {
        Dispose();
        File.Delete(Path);
    }

    public void Dispose() => _file.Dispose();

    private static string PathOf(string folder, int index) => System.IO.Path.Combine(folder, $"{index:D8}.log");
}
