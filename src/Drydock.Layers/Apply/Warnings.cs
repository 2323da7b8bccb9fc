namespace Drydock.Layers.Apply;

/// <summary>Passes on one warning of each kind: what fails for one file mostly fails for thousands.</summary>
internal sealed class Warnings
{
    private readonly HashSet<string> _given = [];
    private readonly Action<string>? _warn;

    public Warnings(Action<string>? warn) => _warn = warn;

    public void Once(string kind, string message)
    {
        if (_given.Add(kind))
        {
            _warn?.Invoke(message);
        }
    }
}
