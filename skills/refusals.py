"""From what the shop refuses to the phrase that says so. May import `models` (errors) and `skills.answer`."""

from models.errors import ShopError
from skills.answer import Say


def worded(error: ShopError) -> Say:
    """The phrase for a refusal, with the error's own data; `.none` where nothing at all is left or offered."""
    facts = vars(error)
    none = facts.get("left", 1) == 0 or facts.get("offered", 1) == ()
    key = f"error.{type(error).__name__}"
    return Say(f"{key}.none" if none else key, facts)
