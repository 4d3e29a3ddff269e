"""What the soak bench finds left over."""

import os
import subprocess
import sys
import tempfile
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from app.bench.soak import living, own_files

LEAVES = "import tempfile; tempfile.mkstemp(prefix='left')"


def test_files_of_this_program_and_of_its_own_are_found_and_those_of_others_are_not() -> None:
    before = (os.environ.get("TMPDIR"), tempfile.gettempdir())
    outside = Path(tempfile.gettempdir())
    with own_files() as folder:
        assert list(folder.iterdir()) == []
        Path(tempfile.mkdtemp(prefix="left"))
        subprocess.run([sys.executable, "-c", LEAVES], check=True)
        with tempfile.NamedTemporaryFile(dir=outside):
            assert [path.name[:4] for path in folder.iterdir()] == ["left", "left"]
    assert (os.environ.get("TMPDIR"), tempfile.gettempdir()) == before
    assert not folder.exists()


def test_a_thread_that_goes_on_is_named_and_one_of_a_pool_that_nobody_has_is_not() -> None:
    over = threading.Event()
    left = threading.Thread(target=over.wait, name="left", daemon=True)
    left.start()
    before = set(threading.enumerate())
    pool = ThreadPoolExecutor(1, "pool")
    pool.submit(int).result()
    (pooled,) = (one for one in set(threading.enumerate()) - before if one.name == "pool_0")
    circle: list[object] = [pool]
    circle.append(circle)
    del pool, circle
    assert living({left, pooled}, 0.5) == ["left"]
    over.set()
    assert living({left}) == []
