"""What the table of talks cannot show: the pace of a talk, questions nobody waits for any more, the rules as a whole."""

import re
from pathlib import Path

import pytest

import skills.handlers
from skills.handlers.repair import HELP
from skills.handlers.rules import RULES
from skills.lexicon import Lexicon
from tests.talk import talk

SLOW = '<speak><prosody rate="slow">'


def test_what_was_asked_to_be_slower_stays_so_until_the_talk_ends(
    demo_url: str, demo_lexicon: Lexicon
) -> None:
    with talk(demo_url, demo_lexicon) as shop:
        fast = shop.counter.say("a latte")
        slow = shop.counter.say("speak slower")
        assert not fast.ssml.startswith(SLOW)
        assert slow.ssml == fast.ssml.replace("<speak>", SLOW).replace(
            "</speak>", "</prosody></speak>"
        )
        assert shop.counter.say("large").ssml.startswith(SLOW)
        assert shop.counter.say("goodbye").ssml.startswith(SLOW)
        assert not shop.counter.say("a bagel").ssml.startswith(SLOW)


def test_a_question_that_waits_for_no_yes_any_more_is_not_asked_again(
    demo_url: str, demo_lexicon: Lexicon
) -> None:
    with talk(demo_url, demo_lexicon) as shop:
        for words in ("a bagel", "check out", "no"):
            shop.counter.say(words)
        with shop.store.begin() as session:
            session.connection().exec_driver_sql("DELETE FROM pending_question")
        said = shop.counter.say("how much is a brownie").speech
        assert re.fullmatch(r"A brownie costs .* dollars.*\. Would you like one\?", said), said


@pytest.mark.parametrize("table", [RULES, HELP], ids=["rules", "help"])
def test_the_tables_name_questions_that_are_asked(table: dict[str, object]) -> None:
    rooms = Path(skills.handlers.__file__).parent.glob("*.py")
    source = "".join(path.read_text(encoding="utf-8") for path in rooms)
    asked = set(re.findall(r'Focus\(\s*"(\w+)"|question="(\w+)"', source))
    questions = {one for pair in asked for one in pair if one} | {"kept", "else", "want", ""}
    assert set(table) <= questions
    if table is RULES:
        assert questions == set(RULES)
