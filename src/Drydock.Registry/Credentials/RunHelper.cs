namespace Drydock.Registry.Credentials;

/// <summary>Runs a credential helper to its end.</summary>
/// <param name="program">The program, to be looked for on PATH.</param>
/// <param name="verb">Its only argument.</param>
/// <param name="input">What it reads on its standard input.</param>
/// <param name="cancellationToken">Kills it.</param>
/// <exception cref="HelperStartException">It cannot be started.</exception>
public delegate Task<HelperAnswer> RunHelper(string program, string verb, string input, CancellationToken cancellationToken);

/// <summary>How a helper ended.</summary>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Output">What it wrote to its standard output.</param>
public sealed record HelperAnswer(int ExitCode, string Output);

/// <summary>A helper cannot be started; the message says why.</summary>
public sealed class HelperStartException(string message, Exception cause) : Exception(message, cause);
