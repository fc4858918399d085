#!/usr/bin/env python3
"""Measures the watched folder: watch_figures.py PHOTOGATE PHOTO_DIR [COUNT]

For docs/MEASUREMENTS.md: time from settled to outcome of one photo, throughput against `check` on the
same photos, and processor time when idle. Makes its own demo home and share in a temporary folder.
"""
import json, os, shutil, subprocess, sys, tempfile, time

program, photos = sys.argv[1], sys.argv[2]
count = int(sys.argv[3]) if len(sys.argv) > 3 else 40
work = tempfile.mkdtemp()
home, share = work + "/home", work + "/share"
os.mkdir(share)


def gate(*arguments):
    return subprocess.run([program, *arguments, "--home", home], capture_output=True, text=True)


def cpu_seconds(pid):
    total = 0
    for who in [pid] + children(pid):
        with open(f"/proc/{who}/stat") as stat:
            fields = stat.read().rsplit(")", 1)[1].split()
        total += int(fields[11]) + int(fields[12])
    return total / os.sysconf("SC_CLK_TCK")


def children(pid):
    found = []
    for task in os.listdir(f"/proc/{pid}/task"):
        with open(f"/proc/{pid}/task/{task}/children") as file:
            found += [int(child) for child in file.read().split()]
    return found


def ended():
    rows = json.loads(gate("status", "--json").stdout)
    return sum(c["cleared_today"] + c["held_today"] + c["blocked_today"] for c in rows["channels"])


gate("init", "--demo")
gate("dpia", "record", "--reference", "R", "--officer", "O", "--date", "2026-01-01")
gate("setting", "set", "share-root", share)
gate("setting", "set", "low-disk-mb", "1")
names = sorted(n for n in os.listdir(photos) if n.lower().endswith((".jpg", ".jpeg")))[:count]

start = time.monotonic()
gate("check", *[os.path.join(photos, n) for n in names], "--channel", "newsletter", "--out", work + "/out")
check = time.monotonic() - start

inbox = share + "/inbox/newsletter"
os.makedirs(inbox)
for name in names:
    shutil.copy(os.path.join(photos, name), inbox)
start = time.monotonic()
subprocess.run([program, "watch", "--once", "--home", home], capture_output=True)
once = time.monotonic() - start
done = ended()
print(f"check: {len(names)} photos in {check:.1f} s; watch --once: {done} in {once:.1f} s "
      f"({100 * check / once:.0f} % of the throughput, settling included)")

watcher = subprocess.Popen([program, "watch", "--home", home], stderr=subprocess.DEVNULL)
while not os.path.exists(home + "/watch.json") or json.load(open(home + "/watch.json"))["pid"] != watcher.pid:
    time.sleep(0.2)
time.sleep(3)
before, at = cpu_seconds(watcher.pid), time.monotonic()
time.sleep(30)
idle = (cpu_seconds(watcher.pid) - before) / (time.monotonic() - at)
print(f"idle: {100 * idle:.2f} % of one processor")

times = []
for number, name in enumerate(names[:5]):
    with open(os.path.join(photos, name), "rb") as file:
        data = file.read()
    # A comment before the end marker: other bytes, the same picture.
    end = data.rfind(b"\xff\xd9")
    comment = b"%08d" % number
    data = data[:2] + b"\xff\xfe" + (len(comment) + 2).to_bytes(2, "big") + comment + data[2:]
    with open(inbox + "/.copying", "wb") as file:
        file.write(data)
    os.rename(inbox + "/.copying", inbox + f"/timed-{number}.jpg")
    start = time.monotonic()
    before_drop = None
    while time.monotonic() - start < 60:
        state = sum(len(files) for _, _, files in os.walk(share + "/cleared")) + \
            sum(len(os.listdir(home + "/" + d)) for d in ("held", "blocked") if os.path.isdir(home + "/" + d))
        if before_drop is None:
            before_drop = state
        if state > before_drop:
            break
        time.sleep(0.01)
    times.append(time.monotonic() - start)
print("dropped to outcome, settling of 1 s included: " + ", ".join(f"{t:.2f} s" for t in times))
watcher.terminate()
watcher.wait()
shutil.rmtree(work)
