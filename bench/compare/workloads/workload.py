"""What is measured: a piece of work in phases, the same for every builder."""

import os
import shutil
from dataclasses import dataclass
from typing import Callable

CONTEXTS = os.path.join(os.path.dirname(__file__), "..", "..", "contexts")


def nothing():
    """For phases that need no preparation."""


@dataclass(frozen=True)
class Phase:
    """One thing that is measured; what comes before it is not."""

    name: str
    commands: list
    before: Callable[[], None] = nothing


class Workload:
    name = "?"
    title = "?"
    # The name of an image whose files and config must be the same from every builder; None without one.
    image = None

    def make(self, folder, registry):
        """Makes what is needed in an empty folder."""

    def takes(self, builder):
        """Whether a builder can do it."""
        return "directories" not in builder.name

    def prepare(self, builder):
        """Once for each builder: what is not part of the measurement, base images above all."""

    def phases(self, builder):
        """What is measured in each round, in this order."""
        raise NotImplementedError


class BuildWorkload(Workload):
    """A Dockerfile and its context: cold, without a change, and with one file touched."""

    def __init__(self, name, title, make, touch=None, directories=False):
        self.name, self.title, self.image = name, title, f"bench-{name}"
        self._make, self._touch, self._directories = make, touch, directories
        self._touched = 0
        self.context = None

    def make(self, folder, registry):
        self.context = f"{folder}/context"
        self._make(self.context)

    def takes(self, builder):
        return builder.build("", "") is not None and (self._directories or super().takes(builder))

    def prepare(self, builder):
        from compare.commands import measured
        measured(builder.build(self.context, self.image), builder.env, f"{builder.state}/log")

    def phases(self, builder):
        again = builder.build(self.context, self.image)
        yield Phase("cold", [builder.build(self.context, self.image, cold=True)], builder.forget)
        yield Phase("no change", [again])
        if self._touch:
            yield Phase("one file touched", [again], self._change)

    def _change(self):
        # Never the same twice: no builder has seen it before.
        self._touched += 1
        self._touch(self.context, self._touched)


def copied(name):
    """A context that is kept in bench/contexts."""
    return lambda folder: shutil.copytree(os.path.join(CONTEXTS, name), folder)


def replaced(path, old, new):
    """Touches a file by other words in one place; {} in them is a number."""
    def touch(folder, number):
        with open(f"{folder}/{path}") as file:
            lines = file.read().splitlines()
        # The mark finds what an earlier touch left.
        lines = [new.format(number) if line == old or line.startswith(new.split("{")[0]) else line for line in lines]
        with open(f"{folder}/{path}", "w") as file:
            file.write("\n".join(lines) + "\n")
    return touch
