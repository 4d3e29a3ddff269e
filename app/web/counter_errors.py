"""What counters from afar are told when they are refused. Imports nothing of ours.

* CounterRefused     a status, a word for programs, a sentence for people
"""


class CounterRefused(Exception):
    """A request of a counter that is not answered."""

    def __init__(self, status: int, code: str, detail: str, wait_s: int = 0) -> None:
        super().__init__(detail)
        self.status = status
        self.code = code
        self.detail = detail
        self.wait_s = wait_s
        """Seconds after which it may be tried again"""
