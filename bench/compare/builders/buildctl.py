"""BuildKit without docker: buildctl with a buildkitd of its own."""

import os

from compare.builders.builder import Builder
from compare.commands import quiet
from compare.daemons import Daemons


class Buildctl(Builder):
    name = "buildctl"

    def __init__(self, state, registry):
        super().__init__(state, registry)
        self.address = f"unix://{state}/buildkit.sock"
        self.configuration = f"{state}/buildkitd.toml"
        with open(self.configuration, "w") as file:
            file.write(f'[registry."docker.io"]\n  mirrors = ["{registry}"]\n[registry."{registry}"]\n  http = true\n')

    def version(self):
        return quiet("buildctl", "--version").split()[2]

    def start(self):
        self.daemons = Daemons("buildkitd")
        self.daemons.start(
            ["buildkitd", "--addr", self.address, "--root", f"{self.state}/root", "--config", self.configuration,
             "--containerd-worker=false", "--oci-worker-net=host", "--allow-insecure-entitlement", "network.host"],
            self.env, f"{self.state}/daemon.log",
            lambda: os.path.exists(self.address.removeprefix("unix://"))
            and bool(quiet("buildctl", "--addr", self.address, "debug", "workers", env=self.env, check=False)))

    def stop(self):
        if self.daemons:
            self.daemons.stop()

    def forget(self):
        quiet("buildctl", "--addr", self.address, "prune", "--all", "--filter", "type==source.local", env=self.env, check=False)

    def build(self, context, tag, cold=False):
        return self._build(context, f"type=image,name={tag},push=false,unpack=false", cold)

    def build_to_archive(self, context, path):
        return [self._build(context, f"type=oci,dest={path}", True)]

    def save(self, tag, path):
        # An image of its store cannot be asked for: what it was built from is.
        return None

    def _build(self, context, output, cold):
        return ["buildctl", "--addr", self.address, "build", "--progress", "plain", "--frontend", "dockerfile.v0",
                "--local", f"context={context}", "--local", f"dockerfile={context}", "--output", output, *(["--no-cache"] if cold else [])]
