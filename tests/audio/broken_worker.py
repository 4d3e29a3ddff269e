"""Synthesiser processes that go wrong: `python -m tests.audio.broken_worker FAULT FOLDER`.

The fault happens once; with the folder marked, the process works as the true one does.
"""

import os
import sys
import threading
from pathlib import Path

from audio import speak_worker

fault, folder = sys.argv[1], Path(sys.argv[2])
mark = folder / "happened"
if not mark.exists():
    sys.stdin.readline()
    mark.touch()
    if fault == "hang":
        threading.Event().wait()
    if fault == "half":
        sys.stdout.write('{"samples": 1000}\nabc')
        sys.stdout.flush()
    os._exit(3)
speak_worker.main()
