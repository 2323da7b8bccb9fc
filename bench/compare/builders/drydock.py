"""Drydock itself."""

import os
import shutil

from compare.builders.builder import Builder
from compare.commands import quiet


class Drydock(Builder):
    name = "drydock"

    def __init__(self, state, registry, binary, snapshotter=None):
        super().__init__(state, registry)
        self.binary = binary
        self.env["DRYDOCK_ROOT"] = f"{state}/store"
        self.env["DRYDOCK_MIRROR"] = f"docker.io={registry}"
        if snapshotter:
            self.env["DRYDOCK_SNAPSHOTTER"] = snapshotter

    def version(self):
        lines = [line.split() for line in quiet(self.binary, "version").splitlines()]
        facts = {line[0]: line for line in lines if len(line) > 1}
        return f"{facts['drydock'][-1]} ({facts['commit'][1][:7]}, {facts['target'][1]})"

    def forget(self):
        shutil.rmtree(f"{self.state}/store/contexts", ignore_errors=True)
        # A store without that folder is made whole when it is opened.
        os.makedirs(f"{self.state}/store/contexts", exist_ok=True)

    def build(self, context, tag, cold=False):
        return [self.binary, "build", *(["--no-cache"] if cold else []), "-t", tag, context]

    def traced(self, path):
        """The environment in which a build writes where its time went."""
        return dict(self.env, DRYDOCK_TRACE=path)

    def save(self, tag, path):
        return [self.binary, "save", "-o", path, tag]

    def build_to_archive(self, context, path):
        return [[self.binary, "build", "--no-cache", "-o", f"type=oci,dest={path}", context]]

    def pull(self, image):
        return [self.binary, "pull", "-q", image]

    def run(self, image, *command):
        return [self.binary, "run", "--rm", "--network", "none", image, *command]

    def push(self, tag, destination):
        return [self.binary, "push", "-q", destination]

    def load(self, path):
        return [self.binary, "load", "-q", "-i", path]

    def tag(self, image, tag):
        return [self.binary, "tag", image, tag]

    def images(self):
        return [self.binary, "images"]

    def remove(self, image):
        quiet(self.binary, "rmi", "-f", image, env=self.env, check=False)
        return [self.binary, "prune", "-a", "-f"]
