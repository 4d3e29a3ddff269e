"""An amount of money as errors and answers carry it. Imports nothing of ours."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Money:
    """An amount in minor units of an ISO 4217 currency."""

    amount: int
    currency: str

    def __str__(self) -> str:
        return f"{self.amount} of {self.currency}'s minor units"
