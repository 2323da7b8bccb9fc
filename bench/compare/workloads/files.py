"""Generated contexts, the same bytes on every machine."""

import os
import random

_TEXT = b"0123456789abcdef lorem ipsum dolor sit amet, consectetur\n"


def dockerfile(folder, *lines):
    os.makedirs(folder, exist_ok=True)
    with open(f"{folder}/Dockerfile", "w") as file:
        file.write("\n".join(lines) + "\n")


def small_files(count):
    """That many files of 1 to 20 KiB, half of each random, a hundred to a folder."""
    def make(folder):
        dockerfile(folder, "FROM busybox:latest", "COPY files /files")
        source = random.Random(count)
        for number in range(count):
            parent = f"{folder}/files/{number // 10000:02}/{number // 100 % 100:02}"
            if number % 100 == 0:
                os.makedirs(parent)
            half = source.randrange(512, 10240)
            with open(f"{parent}/{number % 100:02}.dat", "wb") as file:
                file.write(source.randbytes(half) + (_TEXT * (half // len(_TEXT) + 1))[:half])
    return make


def touch_small_file(folder, number):
    with open(f"{folder}/files/00/07/42.dat", "w") as file:
        file.write(f"touched {number}\n")


def tiny_files(count):
    """That many files of a few bytes: what a single entry costs."""
    def make(folder):
        dockerfile(folder, "FROM busybox:latest", "COPY files /files")
        for number in range(count):
            parent = f"{folder}/files/{number // 100000:02}/{number // 1000 % 100:02}"
            if number % 1000 == 0:
                os.makedirs(parent)
            with open(f"{parent}/{number % 1000:03}", "wb") as file:
                file.write(b"%d\n" % number)
    return make


def large_file(mebibytes):
    """One file, alternately 512 random bytes and 512 of text: gzip takes it to somewhat over half."""
    def make(folder):
        dockerfile(folder, "FROM busybox:latest", "COPY large.dat /large.dat")
        source, text = random.Random(mebibytes), (_TEXT * 10)[:512]
        with open(f"{folder}/large.dat", "wb") as file:
            for _ in range(mebibytes):
                noise = source.randbytes(512 * 1024)
                file.write(b"".join(noise[i:i + 512] + text for i in range(0, len(noise), 512)))
    return make


def tiny_runs(count):
    """That many commands that do next to nothing."""
    def make(folder):
        dockerfile(folder, "FROM busybox:latest", *(f"RUN echo {i} >/file-{i}" for i in range(1, count + 1)))
    return make


def sleeping_stages(count):
    """That many stages of a second each, which wait for nothing but themselves; each leaves 4 MiB, at next to no cost."""
    def make(folder):
        dockerfile(
            folder,
            *(line for i in range(1, count + 1) for line in (f"FROM busybox:latest AS s{i}", f"RUN sleep 1 && dd if=/dev/zero of=/out-{i} bs=1M count=4 && echo {i} >>/out-{i}")),
            "FROM busybox:latest",
            *(f"COPY --from=s{i} /out-{i} /" for i in range(1, count + 1)))
    return make


def chained_stages(count):
    """That many stages, each with a file of the one before."""
    def make(folder):
        dockerfile(
            folder,
            "FROM busybox:latest AS s0", "COPY Dockerfile /0",
            *(line for i in range(1, count) for line in (f"FROM busybox:latest AS s{i}", f"COPY --from=s{i - 1} /{i - 1} /{i}")))
    return make


def many_layers(count):
    """That many layers of one file each."""
    def make(folder):
        dockerfile(folder, "FROM busybox:latest", *(f"COPY f{i} /" for i in range(count)))
        for i in range(count):
            with open(f"{folder}/f{i}", "w") as file:
                file.write(f"{i}\n")
    return make
