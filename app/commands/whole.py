"""Whole numbers on the command line. Imports nothing of ours."""

import argparse
from collections.abc import Callable


def whole(lowest: int, highest: int) -> Callable[[str], int]:
    """A type for argparse: a whole number within limits."""

    def read(text: str) -> int:
        if not text.isascii() or not text.isdigit() or not lowest <= int(text) <= highest:
            wanted = f"give a whole number from {lowest} to {highest}"
            raise argparse.ArgumentTypeError(f"{text!r}: {wanted}")
        return int(text)

    return read
