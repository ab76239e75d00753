"""Do the tests notice? `python -m benchmarks.mutants [--count 40] [--seed 1]` changes one place of the code at a time.

The places are drawn by lot from the notes, the queue and the library; the tests of each are run, and the changes that
no test minds are shown. It works on a clone of the last commit. cosmic-ray makes the changes, and must be there beside
what the tests want: `pip install cosmic-ray==8.7.0`. One that runs for longer than `--seconds` counts as neither.
"""

from __future__ import annotations

import argparse
import random
import sqlite3
import subprocess
import sys
import tempfile
from collections import Counter
from contextlib import closing
from pathlib import Path

HERE = Path(__file__).resolve().parents[1]
PLACES = ["lecture/notes", *(f"lecture/store/{name}.py" for name in ("queue", "library", "sweep", "regain"))]
STORE = "tests/lecture/store/test_"
QUEUE = ["queue", "attempt", "line", "queue_trouble", "queue_again", "away"]
LIBRARY = [
    "library",
    "sharing",
    "beginning",
    "growing",
    "files",
    "storage",
    "put_away",
    "damage",
    "intact",
    "full_disk",
]
CONFIG = f"""
[cosmic-ray]
module-path = {PLACES}
timeout = {{seconds:.1f}}
excluded-modules = ["lecture/notes/grammars/*"]
test-command = "{sys.executable} -m benchmarks.mutants --changed"
distributor.name = "local"
[cosmic-ray.filters.operators-filter]
exclude-operators = ["core/ReplaceBinaryOperator_BitOr_.*"]
"""  # an or of types is no code
POSSIBLE = """
    SELECT job_id FROM mutation_specs WHERE job_id NOT IN (SELECT job_id FROM work_results)
    ORDER BY module_path, start_pos_row, start_pos_col, operator_name, occurrence
"""
RESULTS = """
    SELECT test_outcome, output, module_path, start_pos_row, diff FROM work_results JOIN mutation_specs USING (job_id)
"""


def tests_of(changed: str) -> list[list[str]]:
    """The tests of a file, the nearest first: each list is run when those before it have minded nothing."""
    if changed == "lecture/store/queue.py":
        return [[f"{STORE}{name}.py"] for name in QUEUE]
    if changed.startswith("lecture/store/"):
        return [[f"{STORE}{name}.py"] for name in LIBRARY]
    own = f"tests/lecture/notes/test_{Path(changed).name}"
    return [*([[own]] if Path(own).exists() else []), ["tests/lecture/notes"]]


def minded() -> bool:
    """Whether a test minds what is changed in this clone."""
    changed = subprocess.run(["git", "diff", "--name-only"], capture_output=True, text=True, check=True).stdout.split()
    run = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider"]
    return any(subprocess.run([*run, *tests], check=False).returncode for tests in tests_of(changed[0]))


def draw(session: Path, count: int, seed: int) -> int:
    """Keep so many changes of all that can be made. Returns how many those are."""
    with closing(sqlite3.connect(session)) as rows:
        every = [job for (job,) in rows.execute(POSSIBLE)]
        drawn = random.Random(seed).sample(every, min(count, len(every)))
        for table in ("work_results", "mutation_specs", "work_items"):
            rows.execute(f"DELETE FROM {table} WHERE job_id NOT IN ({', '.join('?' * len(drawn))})", drawn)
        rows.commit()
    return len(every)


def report(session: Path, possible: int) -> None:
    with closing(sqlite3.connect(session)) as rows:
        found = rows.execute(RESULTS).fetchall()
    counts = Counter("too long" if output == "timeout" else outcome for outcome, output, *_ in found)
    print(f"{len(found)} of {possible} changes: " + ", ".join(f"{n} {what.lower()}" for what, n in counts.items()))
    for outcome, _, path, row, diff in found:
        if outcome == "SURVIVED":
            print(f"\n{path}:{row}\n{diff}")


def main() -> None:
    said = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    said.add_argument("--count", type=int, default=40)
    said.add_argument("--seed", type=int, default=1)
    said.add_argument("--seconds", type=float, default=900)
    said.add_argument("--changed", action="store_true", help="test what is changed in this clone, and nothing else")
    asked = said.parse_args()
    if asked.changed:
        sys.exit(minded())
    with tempfile.TemporaryDirectory() as folder:
        clone, session, config = Path(folder) / "clone", Path(folder) / "session.sqlite", Path(folder) / "config.toml"
        subprocess.run(["git", "clone", "--quiet", HERE, clone], check=True)
        if (shared := HERE.parent / "shared").exists():
            (clone.parent / "shared").symlink_to(shared)
        config.write_text(CONFIG.format(seconds=asked.seconds))

        def cosmic_ray(program: str, *given: Path) -> None:
            subprocess.run([sys.executable, "-m", *program.split(), *given], cwd=clone, check=True)

        cosmic_ray("cosmic_ray.cli init", config, session)
        cosmic_ray("cosmic_ray.tools.filters.operators_filter", session, config)
        possible = draw(session, asked.count, asked.seed)
        cosmic_ray("cosmic_ray.cli exec", config, session)
        report(session, possible)


if __name__ == "__main__":
    main()
