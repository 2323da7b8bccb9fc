"""All workloads, by name."""

from compare.workloads.files import large_file, sleeping_stages, small_files, tiny_runs, touch_small_file
from compare.workloads.transfers import ArchiveOutput, Listing, Load, Pull, PullLarge, Push
from compare.workloads.workload import BuildWorkload, copied, replaced


def all_workloads(pull_megabytes=500, push_megabytes=200):
    """Those that need empty stores come first."""
    workloads = [
        Pull(),
        PullLarge(pull_megabytes),
        Load(),
        Push(push_megabytes),
        BuildWorkload("hello-c", "hello, C, two stages", copied("hello-c"),
                      replaced("hello.c", '    puts("Hello, world!");', '    puts("Hello, world {}!");')),
        BuildWorkload("hello-go", "hello, Go, two stages", copied("hello-go"),
                      replaced("main.go", '\tfmt.Println("Hello, world!")', '\tfmt.Println("Hello, world {}!")')),
        BuildWorkload("application", "an application of ten stages", copied("application"),
                      replaced("site/index.html", "<h1>@TITLE@</h1>", "<h1>@TITLE@ {}</h1>")),
        BuildWorkload("files", "20,000 small files", small_files(20000), touch_small_file, directories=True),
        BuildWorkload("large", "a file of 1 GiB", large_file(1024)),
        BuildWorkload("stages", "eight independent stages of one second", sleeping_stages(8)),
        BuildWorkload("runs", "sixty tiny RUNs", tiny_runs(60)),
        ArchiveOutput(),
        Listing(),
    ]
    return {workload.name: workload for workload in workloads}
