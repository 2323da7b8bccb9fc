"""kaniko's executor. It runs RUN steps in its own root file system, so it works on a root of its own, by chroot."""

import os

from compare.builders.builder import Builder
from compare.commands import quiet


class Kaniko(Builder):
    name = "kaniko"
    # It unpacks the base over its own root and removes what it finds there: shown, not counted.
    isolates = False

    def __init__(self, state, registry, program):
        super().__init__(state, registry)
        self.program = program
        self.root = f"{state}/chroot"
        os.makedirs(f"{self.root}/kaniko", exist_ok=True)
        quiet("cp", program, f"{self.root}/kaniko/executor")

    def version(self):
        words = [line for line in quiet(self.program, "version", check=False).splitlines() if "version" in line.lower()]
        return words[0].split()[-1] if words else "?"

    def build(self, context, tag, cold=False):
        # Each run needs the root as it was: only /kaniko is left of it.
        script = (
            'root=$1 context=$2; shift 2; mount -t tmpfs none "$root/../fresh" && cp -a "$root/." "$root/../fresh" && cd "$root/../fresh" '
            '&& mkdir -p proc dev sys etc context && mount --rbind /dev dev && mount -t proc none proc && mount --bind "$context" context '
            '&& cp /etc/resolv.conf etc/ && exec chroot . "$@"')
        os.makedirs(f"{self.state}/fresh", exist_ok=True)
        return ["unshare", "-m", "-p", "-f", "sh", "-c", script, "sh", self.root, context,
                "/kaniko/executor", "--force", "--context", "dir:///context", "--no-push", "--registry-mirror", self.registry,
                "--insecure-registry", self.registry, "--insecure-pull", *([] if cold else ["--cache", "--no-push-cache"])]
