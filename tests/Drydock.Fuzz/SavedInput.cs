using System.Text;

namespace Drydock.Fuzz;

/// <summary>Findings as files: UTF-16, because lone surrogates must survive.</summary>
internal static class SavedInput
{
    public static void Write(string path, string input)
    {
        var bytes = new byte[input.Length * 2];
        for (var i = 0; i < input.Length; i++)
        {
            BitConverter.TryWriteBytes(bytes.AsSpan(2 * i), input[i]);
        }

        File.WriteAllBytes(path, bytes);
    }

    public static string Read(string path)
    {
        var bytes = File.ReadAllBytes(path);
        var text = new StringBuilder(bytes.Length / 2);
        for (var i = 0; i + 1 < bytes.Length; i += 2)
        {
            text.Append(BitConverter.ToChar(bytes, i));
        }

        return text.ToString();
    }
}
