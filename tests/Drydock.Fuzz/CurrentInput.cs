using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;

namespace Drydock.Fuzz;

/// <summary>
/// Keeps the input at work in a file, so that it is known even if the process dies of it (a stack overflow
/// cannot be caught). The file is there only while the target runs.
/// </summary>
internal sealed class CurrentInput : IDisposable
{
    private readonly string _path;
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;

    public CurrentInput(string path, int maxLength)
    {
        _path = path;
        _file = MemoryMappedFile.CreateFromFile(path, FileMode.Create, null, sizeof(int) + (maxLength * sizeof(char)));
        _view = _file.CreateViewAccessor();
    }

    public void Set(string input)
    {
        _view.Write(0, input.Length);
        var buffer = MemoryMarshal.Cast<char, byte>(input.AsSpan());
        _view.SafeMemoryMappedViewHandle.WriteSpan(sizeof(int), buffer);
    }

    /// <summary>The input in a file that was left behind.</summary>
    public static string Read(string path)
    {
        var bytes = File.ReadAllBytes(path);
        var length = MemoryMarshal.Read<int>(bytes);
        return new string(MemoryMarshal.Cast<byte, char>(bytes.AsSpan(sizeof(int), length * sizeof(char))));
    }

    public void Dispose()
    {
        _view.Dispose();
        _file.Dispose();
        File.Delete(_path);
    }
}
