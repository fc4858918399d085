#!/usr/bin/env python3
"""Measures `photogate strip` against other programs in one run.

usage: bench_strip.py PHOTOGATE JPEG_FOLDER [METADATA_FOLDER]

Speed: 200 JPEGs of JPEG_FOLDER (repeated when there are fewer), each way as whole processes:
  exiftool -all= one process a file; cp and sync of all files; one cp and one sync a file;
  photogate strip. Three rounds in turn, the best of each counts.
Memory: the peak of the largest process (worker or parent) while one file is stripped.
Real files: with METADATA_FOLDER (the shared `metadata`), what is written of `dev` and `malformed`,
  what leakcheck.py says of it, and the longest time of a single file.
"""
import os, resource, shutil, subprocess, sys, tempfile, time

COUNT = 200
ROUNDS = 3


def seconds(run):
    start = time.monotonic()
    run()
    return time.monotonic() - start


def quiet(*command):
    return subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode


def jpegs(folder):
    found = []
    for root, _, names in sorted(os.walk(folder)):
        found += [os.path.join(root, n) for n in sorted(names) if n.lower().endswith((".jpg", ".jpeg"))]
    return found


def speed(photogate, folder, work):
    source = os.path.join(work, "in")
    os.makedirs(source)
    found = jpegs(folder)
    for i in range(COUNT):
        shutil.copyfile(found[i % len(found)], os.path.join(source, f"{i:03}.jpg"))
    files = [os.path.join(source, n) for n in sorted(os.listdir(source))]
    size = sum(os.path.getsize(f) for f in files)
    best = {}

    def fresh(name):
        path = os.path.join(work, name)
        shutil.rmtree(path, ignore_errors=True)
        os.makedirs(path)
        return path

    def exiftool():
        out = fresh("exiftool")
        for f in files:
            quiet("exiftool", "-q", "-all=", "-o", os.path.join(out, os.path.basename(f)), f)

    def copy_all():
        out = fresh("cp")
        quiet("cp", *files, out)
        quiet("sync", *[os.path.join(out, os.path.basename(f)) for f in files])

    def copy_each():
        out = fresh("cp")
        for f in files:
            quiet("cp", f, out)
            quiet("sync", os.path.join(out, os.path.basename(f)))

    def strip():
        quiet(photogate, "strip", source, "--out", fresh("strip"))

    for round_number in range(ROUNDS):
        for name, run in (("cp and sync of all", copy_all), ("strip", strip), ("cp and sync of each", copy_each)):
            best[name] = min(best.get(name, 1e9), seconds(run))
        if round_number == 0:
            best["exiftool a file"] = seconds(exiftool)
    written = len([n for n in os.listdir(os.path.join(work, "strip"))])
    print(f"speed: {COUNT} JPEGs, {size / 1e6:.0f} MB, {written} written")
    for name, value in best.items():
        print(f"  {name:20} {value:7.3f} s   {value / best['strip']:6.1f} x strip")


def peak_kb(command):
    """In a process of its own, because the system keeps one maximum for all children."""
    script = ("import resource, subprocess, sys; subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL,"
              " stderr=subprocess.DEVNULL); print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)")
    return int(subprocess.run([sys.executable, "-c", script, *command], capture_output=True, text=True).stdout)


def memory(photogate, folder, work):
    print("memory: peak of the largest process")
    files = sorted(jpegs(folder), key=os.path.getsize)
    picks = [files[0], files[len(files) // 2], files[-1]] + [
        os.path.join(root, n)
        for root, _, names in os.walk(os.path.join(work, "large"))
        for n in sorted(names)
    ]
    for f in picks:
        out = tempfile.mkdtemp(dir=work)
        size = os.path.getsize(f)
        peak = peak_kb([photogate, "strip", f, "--out", out]) * 1024
        print(f"  {os.path.splitext(f)[1]:6} {size / 1e6:7.2f} MB   peak {peak / 1e6:6.1f} MB")


def large_files(work):
    """A file of each lossless format with the same large picture, when a program can make it."""
    out = os.path.join(work, "large")
    os.makedirs(out)
    try:
        import random

        random.seed(1)
        import struct
        import zlib

        width = height = 3000
        rows = b"".join(b"\0" + random.randbytes(3 * width) for _ in range(height))
        def chunk(kind, data):
            return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
        with open(os.path.join(out, "large.png"), "wb") as f:
            f.write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows, 1)) + chunk(b"IEND", b""))
        data = b"".join(rows[i * (3 * width + 1) + 1:(i + 1) * (3 * width + 1)] for i in range(height))
        entries = [(256, 3, 1, width), (257, 3, 1, height), (258, 3, 3, 8 + len(data)), (259, 3, 1, 1), (262, 3, 1, 2),
                   (273, 4, 1, 8), (277, 3, 1, 3), (278, 3, 1, height), (279, 4, 1, len(data))]
        ifd = struct.pack("<H", len(entries))
        for tag, kind, count, value in entries:
            ifd += struct.pack("<HHI", tag, kind, count) + (struct.pack("<HH", value, 0) if kind == 3 and count == 1 else struct.pack("<I", value))
        bits = struct.pack("<HHH", 8, 8, 8) + b"\0\0"
        with open(os.path.join(out, "large.tif"), "wb") as f:
            f.write(b"II*\0" + struct.pack("<I", 8 + len(data) + len(bits)) + data + bits + ifd + b"\0\0\0\0")
    except OSError:
        pass


def real_files(photogate, shared, work):
    for name in ("dev", "malformed"):
        source = os.path.join(shared, name)
        files = [n for n in sorted(os.listdir(source)) if not n.endswith(".csv")]
        out = os.path.join(work, "real-" + name)
        os.makedirs(out)
        longest, crashes = 0.0, 0
        for n in files:
            code = [0]
            one_out = tempfile.mkdtemp(dir=work)
            def one():
                code[0] = quiet(photogate, "strip", os.path.join(source, n), "--out", one_out)
            longest = max(longest, seconds(one))
            # Back to the original's own name, by which leakcheck.py finds its pair.
            for made in os.listdir(one_out):
                os.replace(os.path.join(one_out, made), os.path.join(out, n))
            crashes += code[0] not in (0, 1, 3, 10)
        check = subprocess.run([sys.executable, os.path.join(shared, "leakcheck.py"), "--quiet", source, out],
                               capture_output=True, text=True)
        print(f"{name}: {len(os.listdir(out))} of {len(files)} written, leakcheck exit {check.returncode}, "
              f"longest {longest:.2f} s, unexpected exits {crashes}")


def main():
    if len(sys.argv) < 3:
        print(__doc__)
        return 1
    with tempfile.TemporaryDirectory() as work:
        speed(sys.argv[1], sys.argv[2], work)
        large_files(work)
        memory(sys.argv[1], sys.argv[2], work)
        if len(sys.argv) > 3:
            real_files(sys.argv[1], sys.argv[3], work)
    return 0


if __name__ == "__main__":
    sys.exit(main())
