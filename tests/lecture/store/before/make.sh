#!/bin/sh
# Makes `data/` and `notebook.zip` with the app as it was before the store had its own wing (schema 3), from the tests'
# own stand-in lectures: one finished, one that failed for good, one half heard when the power went.
# Run at the repository's root: sh tests/lecture/store/before/make.sh
set -e
here=$(pwd)/tests/lecture/store/before
old=$(mktemp -d)
git archive 41076fc | tar -x -C "$old"
rm -rf "$here/data" "$here/notebook.zip"
cd "$old"
PYTHONPATH="$old" python - "$here" <<'PYTHON'
import os
import sys
from pathlib import Path

from lecture.jobs import Queue
from lecture.library import Library, Review
from lecture.travel import export
from tests.lecture.hearing import Script, add, hear, until, until_over

here = Path(sys.argv[1])
library = Library(here / "data")
mine = library.notebook(library.first_notebook())
done, failed = add(mine, Script(1), "Candles.mp3"), add(mine, Script(2, trouble="no speech"), "Silence.mp3")
queue = Queue(library, hear)
until_over(queue, mine, done, failed)
queue.close()
mine.edit(done, title="On candles", course="Chemistry", date="2026-10-01", notes="for the exam")
mine.add_review(done, Review("What was said?", 12.5, 3))
export(mine, here / "notebook.zip")


def power_cut(*what, on_progress, **how):
    def report(progress):
        on_progress(progress)
        if progress.done == 4:
            library.database.scrub()
            os._exit(0)

    return hear(*what, on_progress=report, **how)


half = add(mine, Script(3), "Half.mp3")
Queue(library, power_cut)
until(lambda: False)
PYTHON
cd "$here/data"
rm -f library.db-shm library.db-wal ./*.lock
rmdir incoming
