using System.CommandLine;
using System.Text;
using Drydock.Registry;
using Drydock.Registry.Credentials;

namespace Drydock.Cli.Commands;

/// <summary><c>drydock login [SERVER]</c> and <c>drydock logout [SERVER]</c>.</summary>
internal static class LoginCommand
{
    private const string DefaultServer = "docker.io";

    public static Command CreateLogin(GlobalOptions globals)
    {
        var server = new Argument<string?>("SERVER") { Description = $"A registry (default: {DefaultServer})", Arity = ArgumentArity.ZeroOrOne };
        var user = new Option<string?>("--username", "-u") { Description = "The user", HelpName = "NAME" };
        var password = new Option<string?>("--password", "-p") { Description = "The password or token; others see it in the list of processes", HelpName = "TEXT" };
        var fromInput = new Option<bool>("--password-stdin") { Description = "Read the password from standard input" };
        var command = new Command("login", "Log in to a registry") { server, user, password, fromInput };
        command.SetAction(async (result, cancellationToken) =>
        {
            var host = HostOf(result.GetValue(server));
            var given = Check(result.GetValue(user), result.GetValue(password), result.GetValue(fromInput));
            using var client = globals.CreateRegistryClient(result);
            var store = CredentialStore.FromEnvironment();
            if (given is null && await store.FindAsync(host, null, cancellationToken) is { } known && await AcceptsAsync(client, host, known, cancellationToken))
            {
                Console.WriteLine("Login Succeeded");
                return 0;
            }

            var credential = await client.LoginAsync(host, given is { Password: not null } ? given : Ask(given?.User), cancellationToken);
            var place = await store.SaveAsync(host, credential, cancellationToken);
            if (place.Contains('/'))
            {
                Console.Error.WriteLine($"\nWARNING! Your credentials are stored unencrypted in '{place}'.\nConfigure a credential helper to remove this warning. See\nhttps://docs.docker.com/go/credential-store/\n");
            }

            Console.WriteLine("Login Succeeded");
            return 0;
        });
        return command;
    }

    public static Command CreateLogout()
    {
        var server = new Argument<string?>("SERVER") { Description = $"A registry (default: {DefaultServer})", Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("logout", "Forget the credentials of a registry") { server };
        command.SetAction(async (result, cancellationToken) =>
        {
            var host = HostOf(result.GetValue(server));
            Console.WriteLine(await CredentialStore.FromEnvironment().EraseAsync(host, cancellationToken)
                ? $"Removing login credentials for {host}"
                : $"Not logged in to {host}");
            return 0;
        });
        return command;
    }

    // People paste URLs; credentials are those of a host.
    private static string HostOf(string? server)
    {
        var text = string.IsNullOrEmpty(server) ? DefaultServer : server;
        var scheme = text.IndexOf("://", StringComparison.Ordinal);
        return text[(scheme < 0 ? 0 : scheme + 3)..].Split('/')[0];
    }

    private static Credential? Check(string? user, string? password, bool fromInput)
    {
        if (password is not null && fromInput)
        {
            throw new CommandException("--password and --password-stdin are mutually exclusive");
        }

        if (fromInput)
        {
            return string.IsNullOrEmpty(user)
                ? throw new CommandException("Must provide --username with --password-stdin")
                : Credential.Of(user, Console.In.ReadToEnd().TrimEnd('\r', '\n'));
        }

        if (password is not null)
        {
            Console.Error.WriteLine("WARNING! Using --password via the CLI is insecure. Use --password-stdin.");
        }

        return (user, password) switch
        {
            (null or "", null) => null,
            (null or "", _) => throw new CommandException("--password needs --username"),
            (_, null) => new Credential { User = user },
            _ => Credential.Of(user, password),
        };
    }

    private static async Task<bool> AcceptsAsync(RegistryClient client, string host, Credential known, CancellationToken cancellationToken)
    {
        Console.Error.WriteLine("Authenticating with existing credentials...");
        try
        {
            await client.LoginAsync(host, known, cancellationToken);
            return true;
        }
        catch (RegistryException e) when (e.Outcome is RegistryOutcome.Unauthorized or RegistryOutcome.Denied)
        {
            Console.Error.WriteLine($"Login did not succeed, error: {e.Message}");
            return false;
        }
    }

    private static Credential Ask(string? user)
    {
        if (Console.IsInputRedirected)
        {
            throw new CommandException("Cannot perform an interactive login from a non TTY device\ngive --username and --password-stdin");
        }

        if (string.IsNullOrEmpty(user))
        {
            Console.Error.Write("Username: ");
            user = Console.ReadLine()?.Trim();
        }

        if (string.IsNullOrEmpty(user))
        {
            throw new CommandException("username is required");
        }

        Console.Error.Write("Password: ");
        var password = ReadHidden();
        return password.Length > 0 ? Credential.Of(user, password) : throw new CommandException("password is required");
    }

    private static string ReadHidden()
    {
        var text = new StringBuilder();
        for (var key = Console.ReadKey(intercept: true); key.Key != ConsoleKey.Enter; key = Console.ReadKey(intercept: true))
        {
            if (key.Key == ConsoleKey.Backspace)
            {
                text.Length = Math.Max(0, text.Length - 1);
            }
            else if (key.KeyChar != '\0')
            {
                text.Append(key.KeyChar);
            }
        }

        Console.Error.WriteLine();
        return text.ToString();
    }
}
