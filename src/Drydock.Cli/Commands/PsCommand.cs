using System.CommandLine;
using System.Globalization;
using Drydock.Cli.Arguments;
using Drydock.Cli.Rendering;
using Drydock.Cli.Templates;
using Drydock.Images.Records;
using Drydock.Storage;
using Drydock.Storage.Containers;

namespace Drydock.Cli.Commands;

/// <summary><c>drydock ps</c>, also <c>container ls</c>.</summary>
internal static class PsCommand
{
    public static Command Create(GlobalOptions globals, string name = "ps")
    {
        var all = new Option<bool>("--all", "-a") { Description = "Those that do not run too" };
        var quiet = new Option<bool>("--quiet", "-q") { Description = "Only IDs" };
        var noTruncate = new Option<bool>("--no-trunc") { Description = "Nothing shortened" };
        var last = new Option<int?>("--last", "-n") { Description = "The last N created, whatever they do", HelpName = "N" };
        var latest = new Option<bool>("--latest", "-l") { Description = "The last created, whatever it does" };
        var size = new Option<bool>("--size", "-s") { Description = "Accepted without effect", Hidden = true };
        var filter = new Option<string[]>("--filter", "-f") { Description = "status=, name=, id=, label=, ancestor=, exited=", HelpName = "FILTER" };
        var format = new Option<string?>("--format") { Description = "table, table TEMPLATE, json, or a Go template", HelpName = "FORMAT" };
        var command = new Command(name, "List containers") { all, quiet, noTruncate, last, latest, size, filter, format };
        if (name == "ls")
        {
            command.Aliases.Add("list");
            command.Aliases.Add("ps");
        }

        command.SetAction(result =>
        {
            var option = FormatOption.Parse(result.GetValue(format));
            var filters = FilterArgument.Parse(result.GetValue(filter), "status", "name", "id", "label", "ancestor", "exited");
            var store = globals.OpenStore(result);
            var count = result.GetValue(latest) ? 1 : result.GetValue(last);
            var everything = result.GetValue(all) || count is not null || filters.All("status").Count + filters.All("exited").Count > 0;
            var shown = store.Containers.All()
                .Where(c => (everything || c.State.Status == ContainerStatus.Running) && Matches(store, c, filters))
                .OrderByDescending(c => ContainerText.Time(c.Created))
                .Take(count is > 0 ? count.Value : int.MaxValue);
            var rows = shown.Select(new ContainerRows(result.GetValue(noTruncate), store.Time).Of);
            if (result.GetValue(quiet) && string.IsNullOrEmpty(result.GetValue(format)))
            {
                foreach (var row in rows)
                {
                    Console.WriteLine((string?)row["ID"]);
                }

                return 0;
            }

            Console.Write(option.Format(JsonText.Rows(rows), ContainerRows.Listing));
            return 0;
        });
        return command;
    }

    // Values of one key are alternatives, except labels; keys must all hold.
    private static bool Matches(Store store, ContainerRecord record, FilterArgument filters)
    {
        bool Any(string key, Func<string, bool> holds) => filters.All(key) is not { Count: > 0 } values || values.Any(holds);
        return Any("status", value => value == ContainerText.State(record.State.Status))
            && Any("name", value => record.Name.Contains(value.TrimStart('/', '^').TrimEnd('$'), StringComparison.Ordinal))
            && Any("id", value => record.Id.StartsWith(value, StringComparison.Ordinal))
            && Any("exited", value => record.State.Status == ContainerStatus.Exited && value == record.State.ExitCode.ToString(CultureInfo.InvariantCulture))
            && Any("ancestor", value => record.Image == value || ImageLookup.TryFind(store, value)?.Id == record.ImageId)
            && filters.All("label").All(value => HasLabel(record, value));
    }

    private static bool HasLabel(ContainerRecord record, string wanted) =>
        wanted.Split('=', 2) is [var name, var value]
            ? record.Settings.Labels.GetValueOrDefault(name) == value
            : record.Settings.Labels.ContainsKey(wanted);
}
