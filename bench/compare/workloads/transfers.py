"""Images on their way: pull, push, load, an archive as output, and listing many."""

import io
import json
import os
import tarfile
from hashlib import sha256

from compare.commands import Failed, measured, quiet
from compare.workloads.files import small_files
from compare.workloads.workload import Phase, Workload

IMAGE = "golang:1.19"


def _run(builder, command):
    measured(command, builder.env, f"{builder.state}/log", builder.daemons)


class Pull(Workload):
    """From a registry on this machine, until a container of the image has started and ended."""

    name = "pull"
    title = f"pull {IMAGE} until a container can start"

    def takes(self, builder):
        return builder.pull(IMAGE) is not None and builder.run(IMAGE) is not None

    def prepare(self, builder):
        _run(builder, builder.pull(IMAGE))
        _run(builder, builder.run(IMAGE, "true"))

    def phases(self, builder):
        def remove():
            _run(builder, builder.remove(IMAGE))
        yield Phase("cold", [builder.pull(IMAGE), builder.run(IMAGE, "true")], remove)
        yield Phase("container only", [builder.run(IMAGE, "true")])


class Load(Workload):
    """From the archive that skopeo makes of an image; its layers are not compressed."""

    name = "load"
    title = f"load {IMAGE} from an archive"
    tag = "localhost/bench-load:latest"

    def make(self, folder, registry):
        self.registry = registry
        self.path = f"{folder}/image.tar"
        quiet("skopeo", "copy", "-q", "--src-tls-verify=false", f"docker://{registry}/library/{IMAGE}", f"docker-archive:{self.path}:{self.tag}")

    def takes(self, builder):
        return super().takes(builder) and builder.load(self.path) is not None

    def prepare(self, builder):
        # Another workload may have left the same layers under another name.
        try:
            _run(builder, builder.remove(IMAGE))
        except Failed:
            pass
        _run(builder, builder.load(self.path))

    def phases(self, builder):
        def remove():
            _run(builder, builder.remove(self.tag))
        yield Phase("cold", [builder.load(self.path)], remove)


class Push(Load):
    """Of an image that came from an archive, so that the registry's copy is not known: compress and send."""

    name = "push"
    title = f"push {IMAGE}, compressed on the way"
    number = 0

    def takes(self, builder):
        return super().takes(builder) and builder.push(self.tag, "x") is not None

    def phases(self, builder):
        Push.number += 1
        target = f"{self.registry}/bench-push/{builder.name}-{os.getpid()}:{Push.number}"

        def tag():
            _run(builder, builder.tag(self.tag, target))
        yield Phase("cold", [builder.push(self.tag, target)], tag)


class ArchiveOutput(Workload):
    """A build whose output is an OCI archive, with compressed layers."""

    name = "export"
    title = "20,000 small files into an OCI archive"

    def make(self, folder, registry):
        self.context, self.path = f"{folder}/context", f"{folder}/image.oci.tar"
        small_files(20000)(self.context)

    def takes(self, builder):
        return super().takes(builder) and builder.build_to_archive(self.context, self.path) is not None

    def prepare(self, builder):
        for command in builder.build_to_archive(self.context, self.path):
            _run(builder, command)

    def phases(self, builder):
        def remove():
            os.unlink(self.path)
            builder.forget()
        yield Phase("cold", builder.build_to_archive(self.context, self.path), remove)


class Listing(Workload):
    """A store with many images, of one layer and configs of their own."""

    name = "images"
    count = 1000
    title = f"list {count:,} images"

    def make(self, folder, registry):
        self.path = f"{folder}/images.tar"
        write_images(self.path, self.count)

    def takes(self, builder):
        # buildah takes one image out of an archive, podman a minute and more for so many.
        return super().takes(builder) and builder.images() is not None and builder.name not in ("buildah", "podman")

    def prepare(self, builder):
        _run(builder, builder.load(self.path))

    def phases(self, builder):
        yield Phase("no change", [builder.images()])


def write_images(path, count):
    """An archive of that many images."""
    layer = io.BytesIO()
    with tarfile.open(fileobj=layer, mode="w") as tar:
        entry = tarfile.TarInfo("file")
        entry.size = 5
        tar.addfile(entry, io.BytesIO(b"file\n"))
    layer = layer.getvalue()
    documents, manifest = {"layer.tar": layer}, []
    for number in range(count):
        config = json.dumps({
            "architecture": "amd64", "os": "linux", "created": "2025-01-01T00:00:00Z",
            "config": {"Env": [f"NUMBER={number}"]},
            "rootfs": {"type": "layers", "diff_ids": [f"sha256:{sha256(layer).hexdigest()}"]},
            "history": [{"created": "2025-01-01T00:00:00Z", "created_by": "bench"}],
        }).encode()
        name = f"{sha256(config).hexdigest()}.json"
        documents[name] = config
        manifest.append({"Config": name, "RepoTags": [f"bench-many/{number}:latest"], "Layers": ["layer.tar"]})
    documents["manifest.json"] = json.dumps(manifest).encode()
    with tarfile.open(path, "w") as tar:
        for name, content in documents.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            tar.addfile(entry, io.BytesIO(content))
