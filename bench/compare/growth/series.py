"""Workloads of growing size."""

from dataclasses import dataclass
from typing import Callable

from compare.workloads.files import chained_stages, large_file, many_layers, tiny_files


@dataclass(frozen=True)
class Series:
    name: str
    title: str
    unit: str
    sizes: list
    # Sizes of the long run are those and these.
    more: list
    make: Callable

    def all(self, least):
        return self.sizes if least else self.sizes + self.more


SERIES = {s.name: s for s in [
    Series("files", "COPY of files of a few bytes", "files", [1000, 10_000, 100_000], [300_000, 1_000_000], tiny_files),
    Series("layers", "COPY instructions, a layer each", "layers", [1, 10, 100], [300, 500], many_layers),
    Series("stages", "stages, each with a file of the one before", "stages", [1, 10, 100], [300, 1000], chained_stages),
    Series("bytes", "COPY of one file", "MiB", [1, 16, 128, 1024], [4096, 10_240], large_file),
]}
