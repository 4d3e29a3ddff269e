"""A synthesiser that makes one sentence, and the next when a file is there: `python -m tests.audio.slow_worker FILE`."""

import json
import sys
import time
from pathlib import Path

from audio import speak_worker
from audio.child import own_output

go_on = Path(sys.argv[1])
engine, answers = speak_worker._engine(), own_output()
for number, line in enumerate(sys.stdin.buffer):
    while number and not go_on.exists():
        time.sleep(0.01)
    samples = speak_worker.render(engine, speak_worker.Wanted(**json.loads(line)))
    speak_worker._answer(answers, {"samples": len(samples)}, samples.tobytes())
