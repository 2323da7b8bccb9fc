"""Images on their way: pull, push, load, an archive as output, and listing many."""

import io
import json
import os
import tarfile
from hashlib import file_digest, sha256

from compare.commands import Failed, measured, quiet
from compare.workloads.files import small_files
from compare.workloads.workload import Phase, Workload

IMAGE = "golang:1.19"
ARCHITECTURES = {"x86_64": "amd64", "aarch64": "arm64"}


def _run(builder, command, check=True):
    try:
        measured(command, builder.env, f"{builder.state}/log", builder.daemons)
    except Failed:
        if check:
            raise


class Pull(Workload):
    """From a registry on this machine, until a container of the image has started and ended."""

    name = "pull"
    title = f"pull {IMAGE} until a container can start"
    image_name = IMAGE

    def takes(self, builder):
        return builder.pull(self.image_name) is not None and builder.run(self.image_name) is not None

    def prepare(self, builder):
        # What unpacks into one folder has it from another workload.
        _run(builder, builder.remove(self.image_name), check=False)
        _run(builder, builder.pull(self.image_name))
        _run(builder, builder.run(self.image_name, "true"))

    def phases(self, builder):
        def remove():
            _run(builder, builder.remove(self.image_name))
        yield Phase("cold", [builder.pull(self.image_name), builder.run(self.image_name, "true")], remove)
        if builder.name != "skopeo":
            yield Phase("container only", [builder.run(self.image_name, "true")])


class PullLarge(Pull):
    """An image of five layers, half of whose bytes cannot be compressed."""

    name = "pull-large"
    image_name = "bench-pull:latest"
    layers = 5

    def __init__(self, megabytes):
        self.megabytes = megabytes
        self.title = f"pull {megabytes} MB in {self.layers} layers until a container can start"

    def takes(self, builder):
        return Workload.takes(self, builder) and super().takes(builder)

    def make(self, folder, registry):
        path = f"{folder}/image.tar"
        layers = [half_random_files(self.megabytes // self.layers, f"part{number}") for number in range(self.layers)]
        write_archive(path, self.image_name, [_busybox, *layers])
        quiet("skopeo", "copy", "-q", "--dest-tls-verify=false", f"docker-archive:{path}", f"docker://{registry}/library/{self.image_name}")
        os.unlink(path)


def _busybox(tar):
    tar.add("/bin/busybox", "bin/busybox")
    entry = tarfile.TarInfo("bin/true")
    entry.type, entry.linkname = tarfile.SYMTYPE, "busybox"
    tar.addfile(entry)


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
        # skopeo leaves the archive where it is.
        return super().takes(builder) and builder.load(self.path) is not None and builder.name != "skopeo"

    def prepare(self, builder):
        # Another workload may have left the same layers under another name.
        _run(builder, builder.remove(IMAGE), check=False)
        _run(builder, builder.load(self.path))

    def phases(self, builder):
        def remove():
            _run(builder, builder.remove(self.tag))
        yield Phase("cold", [builder.load(self.path)], remove)


class Push(Workload):
    """Of a layer that no builder and no registry has seen: compress and send; then the same again."""

    name = "push"
    tag = "localhost/bench-push:latest"

    def __init__(self, megabytes):
        self.megabytes = megabytes
        self.title = f"push a new layer of {megabytes} MB"
        self.number = 0

    def make(self, folder, registry):
        self.registry, self.path = registry, f"{folder}/image.tar"

    def takes(self, builder):
        # skopeo pushes what it was told to load.
        return super().takes(builder) and builder.load(self.path) is not None and builder.push(self.tag, "x") is not None

    def phases(self, builder):
        self.number += 1
        target = f"{self.registry}/bench-push/{builder.name}-{os.getpid()}:{self.number}"

        def fresh():
            # One builder must not profit from what another one sent, nor from its own last round.
            _run(builder, builder.remove(self.tag), check=False)
            if os.path.exists(self.path):
                os.unlink(self.path)
            write_archive(self.path, self.tag, [half_random_files(self.megabytes)])
            _run(builder, builder.load(self.path))
            _run(builder, builder.tag(self.tag, target))
        yield Phase("cold", [builder.push(self.tag, target)], fresh)
        yield Phase("no change", [builder.push(self.tag, target)])


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


def half_random_files(megabytes, folder="data"):
    """What adds so many files of 1 MB to a tar: half of each is random, half is text."""
    def add(tar):
        for number in range(megabytes):
            content = os.urandom(500_000) + b"The quick brown fox jumps over the lazy dog.\n" * (500_000 // 45)
            entry = tarfile.TarInfo(f"{folder}/{number}")
            entry.size = len(content)
            tar.addfile(entry, io.BytesIO(content))
    return add


def write_archive(path, tag, layers):
    """An archive of one image; a layer is what adds its files to a tar."""
    digests = []
    with tarfile.open(path, "w") as archive:
        for number, layer in enumerate(layers):
            with open(f"{path}.layer", "w+b") as file:
                with tarfile.open(fileobj=file, mode="w") as tar:
                    layer(tar)
                file.seek(0)
                digests.append(file_digest(file, "sha256").hexdigest())
                archive.add(file.name, f"{number}.tar")
            os.unlink(f"{path}.layer")
        _add(archive, "config.json", {
            "architecture": ARCHITECTURES.get(os.uname().machine, "amd64"), "os": "linux", "created": "2025-01-01T00:00:00Z", "config": {},
            "rootfs": {"type": "layers", "diff_ids": [f"sha256:{digest}" for digest in digests]},
            "history": [{"created": "2025-01-01T00:00:00Z", "created_by": "bench"} for _ in digests],
        })
        _add(archive, "manifest.json", [{"Config": "config.json", "RepoTags": [tag], "Layers": [f"{n}.tar" for n in range(len(digests))]}])


def _add(archive, name, document):
    content = json.dumps(document).encode()
    entry = tarfile.TarInfo(name)
    entry.size = len(content)
    archive.addfile(entry, io.BytesIO(content))


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
