"""An image archive as what a container would see: the files of all layers together, and the config."""

import json
import tarfile
from hashlib import sha256

# What decides how a container runs. Names of the builder, times and history are not part of it.
_CONFIG = ["Env", "Cmd", "Entrypoint", "WorkingDir", "User", "ExposedPorts", "Labels", "Volumes", "StopSignal"]


def read(path):
    """The files, by path, and the config of the one image in a docker archive."""
    with tarfile.open(path) as archive:
        manifest = json.load(archive.extractfile("manifest.json"))[0]
        config = json.load(archive.extractfile(manifest["Config"])).get("config") or {}
        tree = {}
        for layer in manifest["Layers"]:
            member = archive.getmember(layer)
            # docker writes a layer that is there already as a link to it.
            source = archive.extractfile(member)
            with tarfile.open(fileobj=source, mode="r:*") as tar:
                _apply(tar, tree)
    return tree, {name: config[name] for name in _CONFIG if config.get(name)}


def _apply(tar, tree):
    added = {}
    for entry in tar:
        path = entry.name.removeprefix("./").strip("/")
        folder, _, name = path.rpartition("/")
        if name == ".wh..wh..opq":
            _remove_below(tree, folder)
        elif name.startswith(".wh."):
            gone = f"{folder}/{name[4:]}".strip("/")
            tree.pop(gone, None)
            _remove_below(tree, gone)
        elif path and path != ".":
            if not entry.isdir():
                _remove_below(tree, path)
            tree[path] = added[path] = _describe(tar, entry, added, tree)


def _describe(tar, entry, added, tree):
    if entry.islnk():
        target = entry.linkname.removeprefix("./").strip("/")
        return added.get(target) or tree[target]
    kind = {tarfile.DIRTYPE: "folder", tarfile.SYMTYPE: "link", tarfile.CHRTYPE: "device", tarfile.BLKTYPE: "device", tarfile.FIFOTYPE: "pipe"}.get(entry.type, "file")
    attributes = {name: value for name, value in entry.pax_headers.items() if name.startswith("SCHILY.xattr.")}
    content = entry.linkname
    if kind == "file":
        digest, source = sha256(), tar.extractfile(entry)
        while block := source.read(1 << 20):
            digest.update(block)
        content = f"{entry.size}:{digest.hexdigest()}"
    return kind, entry.mode & 0o7777 if kind != "link" else 0, entry.uid, entry.gid, content, tuple(sorted(attributes.items()))


def _remove_below(tree, folder):
    prefix = f"{folder}/" if folder else ""
    for path in [p for p in tree if p.startswith(prefix)]:
        del tree[path]


def differences(one, other, limit=3):
    """The first differences between two images, in words; none where they are the same."""
    (tree, config), (other_tree, other_config) = one, other
    found = []
    for path in sorted(tree.keys() | other_tree.keys()):
        if tree.get(path) != other_tree.get(path):
            found.append(f"/{path}: {tree.get(path)} and {other_tree.get(path)}")
    for name in _CONFIG:
        if config.get(name) != other_config.get(name):
            found.append(f"config {name}: {config.get(name)} and {other_config.get(name)}")
    return found[:limit] + ([f"{len(found) - limit} more"] if len(found) > limit else [])
