#!/usr/bin/env python3
"""How often enrolment takes a person's own photo for another's: enrol_figures.py PHOTOGATE PEOPLE_DIR [MOST]

For docs/MEASUREMENTS.md. PEOPLE_DIR has a folder with photos for each person. Everybody with three or
more is enrolled photo by photo (MOST people at most), in a scratch home, and it is counted how many
photos of the same person are refused as unlike the references before, which is what --insist is for.
Then one photo of somebody with a single photo, whom the register does not know, is put to each of
them, to see how many of those are refused. PHOTOGATE_MODELS as for tests.
"""
import collections, json, os, subprocess, sys, tempfile

program, people = sys.argv[1], sys.argv[2]
most = int(sys.argv[3]) if len(sys.argv) > 3 else 10**9
work = tempfile.mkdtemp()
home = work + "/home"


def gate(*arguments):
    return subprocess.run([program, *arguments, "--home", home], capture_output=True, text=True)


def enrol(folder):
    """Counts of what became of the photos below a folder of folders, and how many people have a reference."""
    photos = json.loads(gate("enrol", "--from", folder, "--json").stdout)["photos"]
    people = {one["person"] for one in photos if one["enrolled"]}
    return collections.Counter("enrolled" if one["enrolled"] else one["code"] for one in photos), len(people)


photos = {name: sorted(os.listdir(os.path.join(people, name))) for name in sorted(os.listdir(people))}
several = [name for name, files in photos.items() if len(files) >= 3][:most]
strangers = [name for name, files in photos.items() if len(files) == 1][:len(several)]
ids = {name: f"P{number}" for number, name in enumerate(several)}
gate("init", "--jurisdiction", "other", "--dpia-reference", "none", "--dpia-officer", "nobody",
     "--dpia-date", "2026-01-01")
with open(work + "/people.csv", "w") as file:
    file.write("id,name,biometric_basis\n" + "".join(f"{one},Person {one},consent\n" for one in ids.values()))
print(gate("import", work + "/people.csv").stdout.splitlines()[-2:])
for name, one in ids.items():
    os.makedirs(f"{work}/own/{one}")
    for file in photos[name]:
        os.symlink(os.path.abspath(f"{people}/{name}/{file}"), f"{work}/own/{one}/{file}")
for stranger, one in zip(strangers, ids.values()):
    os.makedirs(f"{work}/other/{one}")
    file = photos[stranger][0]
    os.symlink(os.path.abspath(f"{people}/{stranger}/{file}"), f"{work}/other/{one}/{file}")

own, referenced = enrol(work + "/own")
print("own photos:", dict(own))
later = own["enrolled"] - referenced + own["far_from_own"]
print(f"{referenced} people; of {later} photos after the first {own['far_from_own']} needed --insist "
      f"({100 * own['far_from_own'] / max(later, 1):.2f} %)")
if not strangers:
    sys.exit()
other, _ = enrol(work + "/other")
print("strangers' photos:", dict(other))
asked = sum(other[code] for code in ("enrolled", "far_from_own", "near_somebody_else"))
print(f"of {asked} photos of somebody else {other['enrolled']} were enrolled")
