namespace Drydock.Linux.Files;

/// <summary>How a <see cref="RootedDirectory"/> keeps a path inside its root.</summary>
public enum PathResolution
{
    /// <summary>By the kernel where it can, else by walking.</summary>
    Automatic,

    /// <summary>By openat2(2) with RESOLVE_IN_ROOT: Linux 5.6, unless a seccomp profile denies it.</summary>
    Kernel,

    /// <summary>By opening component after component without following links, and reading the links ourselves.</summary>
    Walk,
}
