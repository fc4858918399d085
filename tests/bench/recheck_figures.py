#!/usr/bin/env python3
"""How long kept copies take to be compared anew: recheck_figures.py PHOTOGATE PHOTO_DIR

For docs/MEASUREMENTS.md. Makes a demo home with one drawn person, clears the photos, enrols the person,
lets them object and runs `recall recheck`. Run from the project's root; PHOTOGATE_MODELS as for tests.
"""
import glob, json, os, subprocess, sys, tempfile, time

program, photos = sys.argv[1], sys.argv[2]
work = tempfile.mkdtemp()
home, out = work + "/home", work + "/out"


def gate(*arguments):
    return subprocess.run([program, *arguments, "--home", home], capture_output=True, text=True)


gate("init", "--demo")
with open(work + "/one.csv", "w") as people:
    people.write("id,name,kind,groups,biometric_basis,use:newsletter\n"
                 "P101,Ada Whitlock,pupil,5A,consent,granted\n")
gate("import", work + "/one.csv")
start = time.monotonic()
gate("check", photos, "--channel", "newsletter", "--out", out)
checked = time.monotonic() - start
gate("enrol", "--person", "P101", *sorted(glob.glob("samples/enrol/P101/*")))
gate("consent", "object", "P101")
start = time.monotonic()
done = json.loads(gate("recall", "recheck", "--person", "P101", out, "--json").stdout)
seconds = time.monotonic() - start
compared = sum(done[key] for key in ("seen", "perhaps", "not_seen", "cannot_tell"))
print(f"check of all {checked:.1f} s; {compared} copies compared in {seconds:.1f} s, "
      f"{seconds / max(compared, 1) * 1000:.0f} ms each; "
      f"1,500 would take {seconds / max(compared, 1) * 1500 / 60:.1f} min")
print({key: value for key, value in done.items() if key != "tasks"})
