"""buildah and podman: the same storage, no daemon."""

import os
import shutil
import subprocess

from compare.builders.builder import Builder
from compare.commands import quiet


class ContainersBuilder(Builder):
    """What the two have in common. Base images come from the local registry under their own names."""

    def __init__(self, state, registry, program, isolation):
        super().__init__(state, registry)
        self.program = program
        self.isolates = isolation != "chroot"
        self.isolation = isolation
        # podman takes no more than 50 characters.
        self.run_root = f"/run/drydock-bench-{os.getpid()}/{self.name}"
        configuration = f"{state}/registries.conf"
        with open(configuration, "w") as file:
            file.write(
                'unqualified-search-registries = ["docker.io"]\n'
                f'[[registry]]\nprefix = "docker.io"\nlocation = "{registry}"\ninsecure = true\n'
                f'[[registry]]\nprefix = "{registry}"\nlocation = "{registry}"\ninsecure = true\n')
        self.env["CONTAINERS_REGISTRIES_CONF"] = configuration
        self.env["BUILDAH_ISOLATION"] = isolation

    @property
    def options(self):
        return [self.program, "--storage-driver", "overlay", "--root", f"{self.state}/root", "--runroot", self.run_root]

    def version(self):
        return quiet(self.program, "--version").split()[2]

    def stop(self):
        quiet(*self.options, "rm", "-a", *self.force, env=self.env, check=False)
        # The store stays mounted on itself.
        subprocess.run(["umount", "-R", f"{self.state}/root/overlay"], stderr=subprocess.DEVNULL)
        shutil.rmtree(os.path.dirname(self.run_root), ignore_errors=True)

    def build(self, context, tag, cold=False):
        return [*self.options, "build", "--layers", "--identity-label=false", "--network", "host", *self.runtime,
                *(["--no-cache"] if cold else []), "-t", tag, context]

    @property
    def runtime(self):
        return ["--isolation", self.isolation]

    def save(self, tag, path):
        return [*self.options, "push", "-q", f"localhost/{tag}", f"docker-archive:{path}"]

    def pull(self, image):
        return [*self.options, "pull", "-q", image]

    def push(self, tag, destination):
        return [*self.options, "push", "-q", tag, f"docker://{destination}"]

    def load(self, path):
        return [*self.options, "pull", "-q", f"docker-archive:{path}"]

    def tag(self, image, tag):
        return [*self.options, "tag", image, tag]

    def images(self):
        return [*self.options, "images"]

    def remove(self, image):
        return [*self.options, "rmi", "-f", image]


class Buildah(ContainersBuilder):
    name = "buildah"
    force = []

    @property
    def runtime(self):
        return ["--isolation", self.isolation, *(["--runtime", "runc"] if self.isolation == "oci" else [])]

    def run(self, image, *command):
        # It runs in a container to build in, made and removed here.
        buildah = " ".join(self.options)
        runtime = " ".join(self.runtime)
        return ["sh", "-ec", f"c=$({buildah} from --pull-never {image}); {buildah} run {runtime} --network none $c -- {' '.join(command)}; {buildah} rm $c"]

    def build_to_archive(self, context, path):
        # It has no output of that kind: build, then write.
        return [self.build(context, "bench-archive", cold=True),
                [*self.options, "push", "-q", "localhost/bench-archive", f"oci-archive:{path}"]]


class Podman(ContainersBuilder):
    name = "podman"
    force = ["-f"]

    @property
    def options(self):
        return [*super().options, "--cgroup-manager", "cgroupfs", "--events-backend", "none", "--tmpdir", f"{self.state}/tmp",
                "--runtime", "runc"]

    def run(self, image, *command):
        return [*self.options, "run", "--rm", "--network", "none", "--ulimit", "nofile=1024:1024", "--ulimit", "nproc=1024:1024", image, *command]

    def load(self, path):
        return [*self.options, "load", "-q", "-i", path]
