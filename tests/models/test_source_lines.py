"""Each value of a JSON text is found on its line."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.source_lines import Path, source_lines, written

TEXT = r"""{
 "a": [1, {"b": "}]{[,:\""},
  2],
 "c\n": {},
 "d": []
}"""


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ((), 1),
        (("a",), 2),
        (("a", 1, "b"), 2),
        (("a", 2), 3),
        (("c\n",), 4),
        (("d",), 5),
        (("d", "missing", 3), 5),
        (("missing",), 1),
    ],
)
def test_values_have_lines(path: Path, line: int) -> None:
    assert source_lines(TEXT).line(path) == line


def test_a_key_standing_twice_is_noted() -> None:
    assert source_lines('{"a": 1,\n "a": 2}').repeated == [(("a",), 2)]


def test_paths_are_written_as_people_write_them() -> None:
    assert written(("products", 3, "options", 0, "group")) == "products[3].options[0].group"
    assert written(()) == ""


def paths(value: object, path: Path = ()) -> list[Path]:
    if isinstance(value, dict):
        return [path, *(p for key, one in value.items() for p in paths(one, (*path, key)))]
    if isinstance(value, list):
        return [path, *(p for index, one in enumerate(value) for p in paths(one, (*path, index)))]
    return [path]


@given(
    st.recursive(
        st.none() | st.integers() | st.text(),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    )
)
def test_every_value_of_any_json_is_found(value: object) -> None:
    found = source_lines(json.dumps(value, indent=1))
    assert set(found.lines) == set(paths(value))
    assert not found.repeated
