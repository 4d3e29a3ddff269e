"""OpenFst in a process of its own: `python -m audio.openfst`, fed through its standard input.

OpenFst's Python binding (`kaldifst`) and `vosk` each carry their own OpenFst and hang when both
live in one process, so the binding is imported in the child only. Imports only `audio.child` and
`audio.errors`.
"""

import subprocess
import sys
from pathlib import Path

from audio.child import environment
from audio.errors import GrammarRefused

TIME_LIMIT_S = 120.0
"""A weighted grammar may have no deterministic form; then the work would never end."""
MEMORY_LIMIT = 4 << 30
"""Bytes of address space for the child (not on Windows)"""


def run(arcs: str, file: Path | None = None, time_limit_s: float = TIME_LIMIT_S) -> str:
    """Optimise an acceptor in AT&T text with numbers for labels (0 is epsilon), or write it to a file.

    Without a file: removes epsilons, determinises, minimises, gives the text back. With one: writes
    the acceptor as it is in OpenFst's binary vector form, and gives "". Raises GrammarRefused.
    """
    command = [sys.executable, "-m", __name__, *([str(file)] if file else [])]
    try:
        done = subprocess.run(  # noqa: S603  our own module, no shell
            command,
            input=arcs,
            capture_output=True,
            encoding="utf-8",
            timeout=time_limit_s,
            env=environment(),
            check=False,
        )
    except subprocess.TimeoutExpired as late:
        reason = f"it could not be determinised within {time_limit_s:g} s"
        raise GrammarRefused(reason) from late
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no message"])[-1]
        raise GrammarRefused(f"OpenFst failed with {done.returncode}: {last[:200]}")
    return done.stdout


def main(arguments: list[str]) -> None:
    """The child: text in, text or a file out."""
    import kaldifst

    _limit_memory()
    fst = kaldifst.compile(sys.stdin.read(), acceptor=True)
    if not arguments:
        kaldifst.rmepsilon(fst)
        fst = kaldifst.determinize(fst)
        kaldifst.minimize(fst)
    kaldifst.arcsort(fst, sort_type="ilabel")
    if not arguments:
        sys.stdout.write(
            fst.to_str(is_acceptor=True, show_weight_one=True, fst_field_separator=" ")
        )
    elif not fst.write(arguments[0]):
        sys.exit(f"could not write {arguments[0]}")


def _limit_memory() -> None:
    if sys.platform == "win32":
        return
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))


if __name__ == "__main__":
    main(sys.argv[1:])
