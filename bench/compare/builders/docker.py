"""docker's engine on a socket and a data folder of its own, with its classic builder and with BuildKit."""

import glob
import os
import shutil

from compare.builders.builder import Builder
from compare.commands import Failed, quiet
from compare.daemons import Daemons


class Engine:
    """One dockerd, which both builders share."""

    def __init__(self, state, registry):
        self.state = state
        self.registry = registry
        self.socket = f"unix://{state}/docker.sock"
        self.env = dict(os.environ, LC_ALL="C", DOCKER_HOST=self.socket, DOCKER_CONFIG=f"{state}/config")
        self.client = _client(self.env)
        self.daemons = None

    def start(self):
        if self.daemons:
            return
        os.makedirs(f"{self.state}/config", exist_ok=True)
        self.daemons = Daemons(f"docker-{os.path.basename(self.state)}")
        command = [
            "dockerd", "--host", self.socket, "--data-root", f"{self.state}/data", "--exec-root", f"{self.state}/exec",
            "--pidfile", f"{self.state}/pid", "--bridge=none", "--iptables=false", "--ip6tables=false", "--ip-forward=false",
            "--registry-mirror", f"http://{self.registry}", "--insecure-registry", self.registry, "--log-level", "warn",
            *(["--cgroup-parent", self.daemons.group] if self.daemons.group else [])]
        self.daemons.start(command, self.env, f"{self.state}/log", self._answers)

    def stop(self):
        if self.daemons:
            self.daemons.stop()
            self.daemons = None
            # Network namespaces of containers stay mounted.
            for name in glob.glob(f"{self.state}/exec/netns/*"):
                quiet("umount", name, check=False)

    def _answers(self):
        return bool(quiet(self.client, "version", "--format", "{{.Server.Version}}", env=self.env, check=False).strip())


class Docker(Builder):
    def __init__(self, state, engine, buildkit):
        super().__init__(state, engine.registry)
        self.engine = engine
        self.name = "docker-buildkit" if buildkit else "docker-classic"
        self.buildkit = buildkit
        self.env = dict(engine.env, DOCKER_BUILDKIT="1" if buildkit else "0")
        self.docker = engine.client

    @property
    def daemons(self):
        return self.engine.daemons

    def version(self):
        return quiet("dockerd", "--version").split()[2].rstrip(",").split("+")[0]

    def start(self):
        self.engine.start()
        if self.buildkit:
            # Nothing is built without its client.
            empty = f"{self.state}/empty"
            os.makedirs(empty, exist_ok=True)
            with open(f"{empty}/Dockerfile", "w") as file:
                file.write("FROM scratch\nLABEL a=b\n")
            quiet(self.docker, "build", "-q", empty, env=self.env)

    def stop(self):
        self.engine.stop()

    def forget(self):
        if self.buildkit:
            quiet(self.docker, "builder", "prune", "-a", "-f", "--filter", "type=source.local", env=self.env, check=False)

    def build(self, context, tag, cold=False):
        return [self.docker, "build", "-q", "--network", "host", *(["--no-cache"] if cold else []), "-t", tag, context]

    def save(self, tag, path):
        return [self.docker, "save", "-o", path, tag]

    def pull(self, image):
        return None if self.buildkit else [self.docker, "pull", "-q", image]

    def run(self, image, *command):
        return None if self.buildkit else [self.docker, "run", "--rm", "--network", "none", image, *command]

    def push(self, tag, destination):
        return None if self.buildkit else [self.docker, "push", "-q", destination]

    def load(self, path):
        return None if self.buildkit else [self.docker, "load", "-q", "-i", path]

    def tag(self, image, tag):
        return [self.docker, "tag", image, tag]

    def images(self):
        return None if self.buildkit else [self.docker, "images"]

    def remove(self, image):
        return [self.docker, "rmi", "-f", image]


def _client(env):
    # A client of version 23 or later needs a plugin for BuildKit; Debian's own, an older one, does not.
    candidates = [path for folder in [*os.get_exec_path(), "/usr/bin"] if (path := shutil.which("docker", path=folder))]
    if not candidates:
        raise Failed("docker is not installed")
    for path in candidates:
        major = quiet(path, "--version", env=env, check=False).split("version ")[-1].split(".")[0]
        if major.isdigit() and int(major) < 23 or "github.com/docker/buildx" in quiet(path, "buildx", "version", env=env, check=False):
            return path
    return candidates[0]
