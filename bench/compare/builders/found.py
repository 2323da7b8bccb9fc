"""Which builders this machine has."""

import os
import shutil

from compare.builders.buildctl import Buildctl
from compare.builders.containers import Buildah, Podman
from compare.builders.docker import Docker, Engine
from compare.builders.drydock import Drydock
from compare.builders.kaniko import Kaniko
from compare.builders.skopeo import Skopeo

NAMES = ["drydock", "drydock-directories", "buildah", "podman", "docker-classic", "docker-buildkit", "buildctl", "kaniko", "skopeo"]


def find(names, folder, registry, binary):
    """Those of the names that are here, with stores in a folder, and why the others are not."""
    builders, absent = [], {}

    def need(name, *programs):
        missing = [p for p in programs if not shutil.which(p)]
        if missing:
            absent[name] = f"{missing[0]} is not on PATH"
        return not missing

    isolation = os.environ.get("BUILDAH_ISOLATION", "oci")
    engine = None
    for name in names:
        state = f"{folder}/{name}"
        if name == "drydock":
            builders.append(Drydock(state, registry, binary))
        elif name == "drydock-directories":
            builders.append(Drydock(state, registry, binary, snapshotter="overlayfs"))
            builders[-1].name = name
        elif name == "buildah" and need(name, "buildah", "runc"):
            builders.append(Buildah(state, registry, "buildah", isolation))
        elif name == "podman" and need(name, "podman", "runc"):
            builders.append(Podman(state, registry, "podman", isolation))
        elif name.startswith("docker-") and need(name, "dockerd", "docker"):
            engine = engine or Engine(f"{folder}/docker", registry)
            builders.append(Docker(state, engine, buildkit=name == "docker-buildkit"))
        elif name == "buildctl" and need(name, "buildctl", "buildkitd", "runc"):
            builders.append(Buildctl(state, registry))
        elif name == "skopeo" and need(name, "skopeo", "umoci"):
            builders.append(Skopeo(state, registry))
        elif name == "kaniko":
            if program := shutil.which("kaniko") or shutil.which("executor"):
                builders.append(Kaniko(state, registry, program))
            else:
                absent[name] = "neither kaniko nor executor is on PATH"
    return builders, absent
