import io
import json
import os
import tarfile
import tempfile
import unittest

from compare.equality import archive


def image(layers, config=None):
    """Writes a docker archive; a layer is a list of (name, type, content, mode)."""
    handle, path = tempfile.mkstemp()
    os.close(handle)
    with tarfile.open(path, "w") as outer:
        def add(name, content):
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            outer.addfile(entry, io.BytesIO(content))
        names = []
        for number, layer in enumerate(layers):
            buffer = io.BytesIO()
            with tarfile.open(fileobj=buffer, mode="w") as tar:
                for name, kind, content, mode in layer:
                    entry = tarfile.TarInfo(name)
                    entry.type, entry.mode = kind, mode
                    if kind == tarfile.REGTYPE:
                        entry.size = len(content)
                        tar.addfile(entry, io.BytesIO(content))
                    else:
                        entry.linkname = content
                        tar.addfile(entry)
            names.append(f"{number}.tar")
            add(names[-1], buffer.getvalue())
        add("config.json", json.dumps({"config": config or {}}).encode())
        add("manifest.json", json.dumps([{"Config": "config.json", "Layers": names}]).encode())
    try:
        return archive.read(path)
    finally:
        os.unlink(path)


def file(name, content=b"x", mode=0o644):
    return name, tarfile.REGTYPE, content, mode


class EqualityTests(unittest.TestCase):
    def test_same_files_in_other_layers_are_equal(self):
        self.assertEqual(archive.differences(image([[file("a"), file("b")]]), image([[file("./a")], [file("b")]])), [])

    def test_deleted_file_is_gone(self):
        tree, _ = image([[file("d/a"), file("d/b")], [file("d/.wh.a", b"")]])
        self.assertEqual(list(tree), ["d/b"])

    def test_opaque_folder_hides_what_was_below(self):
        tree, _ = image([[file("d/a")], [file("d/.wh..wh..opq", b""), file("d/b")]])
        self.assertEqual(list(tree), ["d/b"])

    def test_hard_link_is_the_file_it_leads_to(self):
        one = image([[file("a"), ("b", tarfile.LNKTYPE, "a", 0o644)]])
        self.assertEqual(archive.differences(one, image([[file("a"), file("b")]])), [])

    def test_content_mode_and_config_make_a_difference(self):
        one = image([[file("a")]], {"Cmd": ["sh"]})
        self.assertEqual(len(archive.differences(one, image([[file("a", b"y")]], {"Cmd": ["sh"]}))), 1)
        self.assertEqual(len(archive.differences(one, image([[file("a", mode=0o600)]], {"Cmd": ["sh"]}))), 1)
        self.assertEqual(len(archive.differences(one, image([[file("a")]], {"Cmd": ["ls"]}))), 1)


if __name__ == "__main__":
    unittest.main()
