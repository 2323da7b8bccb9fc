"""What a measurement stands in: a registry with base images, and the builders of this machine, started."""

import argparse
import contextlib
import shutil

from compare import rounds
from compare.builders import found
from compare.commands import Failed, quiet


@contextlib.contextmanager
def opened(options, bases):
    """Gives the builders that run, why others do not, and the address of the registry; at the end nothing is left."""
    scripts, work = f"{options.repository}/scripts", options.work
    with contextlib.ExitStack() as ending:
        ending.callback(shutil.rmtree, work, ignore_errors=True)
        registry = quiet(f"{scripts}/local-registry", "--state", f"{work}/registry", "start").strip()
        ending.callback(quiet, f"{scripts}/local-registry", "--state", f"{work}/registry", "stop", check=False)
        quiet(f"{scripts}/make-bases", "--push", registry, *bases)
        builders, absent = found.find(options.builders.split(","), f"{work}/builders", registry, options.binary)
        started = []
        for builder in builders:
            try:
                builder.start()
                ending.callback(builder.stop)
                started.append(builder)
            except Failed as e:
                absent[builder.name] = str(e)
        for name, why in absent.items():
            rounds.say(f"{name} is left out: {why}")
        yield started, absent, registry


def add_options(parser):
    """The options of both command lines that scripts/bench gives, or that say what becomes of the numbers."""
    parser.add_argument("--no-document", dest="document", action="store_false", help="leave docs/performance.md as it is")
    parser.add_argument("--report", action="store_true", help="measure nothing: write docs/performance.md from the last results")
    for hidden in ("--repository", "--binary", "--work"):
        parser.add_argument(hidden, required=True, help=argparse.SUPPRESS)
    return parser
