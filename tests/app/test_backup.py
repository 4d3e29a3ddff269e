"""The embedded store is saved and restored while turns go on."""

import json
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from threading import Event

import pytest

from app.__main__ import main
from app.turn import Door
from models import backup
from models.base import Store
from models.errors import StoreUnavailable
from tests.app.world import Customer
from tests.databases import file_of, on_postgresql, on_sqlite


def ran(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, str]:
    """Run a command; gives its exit code and what it said."""
    code = main([str(argument) for argument in arguments])
    printed, warned = capsys.readouterr()
    assert "Traceback" not in warned
    return code, printed + warned


@on_sqlite
def test_what_was_saved_comes_back_into_a_shop_that_is_open(
    customer: Customer, demo_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    saved, store = tmp_path / "saved.db", ["--store", demo_url]
    customer.say("two croissants")
    assert ran(capsys, "backup", saved, *store)[0] == 0
    assert saved.stat().st_mode & 0o777 == 0o600
    customer.say("a bagel")
    code, said = ran(capsys, "restore", saved, *store)
    assert code == 0, said
    assert customer.cart() == {"croissant": 2}
    customer.say("a scone")
    assert customer.cart() == {"croissant": 2, "scone": 1}
    before = Path(f"{file_of(demo_url)}.before-restore")
    assert ran(capsys, "restore", before, *store)[0] == 0
    assert customer.cart() == {"croissant": 2, "bagel": 1}


@on_sqlite
def test_a_copy_made_while_others_write_is_of_one_moment(
    door: Door, customer: Customer, demo_url: str, tmp_path: Path
) -> None:
    customer.say("a croissant")
    done, database = Event(), file_of(demo_url)

    def busy() -> int:
        turns = 0
        while not done.is_set():
            request = customer.request("remove the croissant" if turns % 2 == 0 else "a croissant")
            customer.door.answer(request, json.dumps(request).encode())
            turns += 1
        return turns

    with ThreadPoolExecutor(1) as pool:
        writing = pool.submit(busy)
        counted = []
        try:
            for number in range(5):
                copy = tmp_path / f"{number}.db"
                backup.save(database, copy)
                with closing(sqlite3.connect(copy)) as saved:
                    (turns,) = saved.execute("SELECT count(*) FROM turn").fetchone()
                    (pieces,) = saved.execute("SELECT sum(quantity) FROM cart_line").fetchone()
                    assert (pieces or 0) == turns % 2
                    counted.append(turns)
        finally:
            done.set()
        assert writing.result() > 0
    assert counted == sorted(counted)


@on_sqlite
def test_a_copy_from_an_older_program_is_brought_up_to_date(
    demo_store: Store, demo_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old = tmp_path / "old.db"
    backup.save(file_of(demo_url), old)
    with Store.open(f"sqlite:///{old}") as store:
        store.migrate("0001")
    assert ran(capsys, "restore", old, "--store", demo_url)[0] == 0
    with demo_store.read() as session:
        assert session.connection().exec_driver_sql("SELECT at_once FROM shop").scalar() == 4


@on_sqlite
@pytest.mark.parametrize("what", ["rubbish", "nothing", "another database", "damaged"])
def test_what_is_no_copy_changes_nothing(
    customer: Customer,
    demo_url: str,
    tmp_path: Path,
    what: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    customer.say("two croissants")
    file = tmp_path / "file.db"
    if what == "rubbish":
        file.write_bytes(b"rubbish" * 1000)
    if what == "another database":
        with closing(sqlite3.connect(file)) as other:
            other.execute("CREATE TABLE shop (id INTEGER)")
    if what == "damaged":
        backup.save(file_of(demo_url), file)
        whole = file.read_bytes()
        file.write_bytes(whole[: len(whole) // 2])
    code, said = ran(capsys, "restore", file, "--store", demo_url)
    assert code == 1
    assert str(file) in said
    assert customer.cart() == {"croissant": 2}
    assert list(file_of(demo_url).parent.glob("restore-*")) == []


@on_sqlite
def test_a_copy_that_fails_leaves_the_last_one(demo_url: str, tmp_path: Path) -> None:
    target = tmp_path / "saved.db"
    backup.save(file_of(demo_url), target)
    before = target.read_bytes()
    rubbish = tmp_path / "rubbish.db"
    rubbish.write_bytes(b"rubbish" * 1000)
    with pytest.raises(StoreUnavailable):
        backup.save(rubbish, target)
    assert target.read_bytes() == before
    assert sorted(tmp_path.glob("*.part")) == []


@on_postgresql
def test_postgresql_has_its_own_programs_for_that(
    demo_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, said = ran(capsys, "backup", tmp_path / "x", "--store", demo_url)
    assert (code, "pg_dump" in said) == (1, True)


@on_sqlite
@pytest.mark.parametrize("place", ["nowhere", "file"])
def test_a_directory_that_is_not_there_is_named(
    place: str, demo_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").touch()
    code, said = ran(capsys, "backup", tmp_path / place / "x", "--store", demo_url)
    assert (code, said) == (2, f"error: {tmp_path / place}: no such directory\n")


@on_sqlite
def test_a_copy_that_cannot_be_begun_is_told_of_by_its_own_name(
    demo_url: str, tmp_path: Path
) -> None:
    target = tmp_path / ("x" * 254)  # too long with more behind it
    with pytest.raises(OSError, match="too long") as refused:
        backup.save(file_of(demo_url), target)
    assert refused.value.filename == str(target)


def test_a_store_is_not_copied_over_itself_nor_made(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    nowhere = f"sqlite:///{tmp_path / 'typo.db'}"
    assert ran(capsys, "backup", tmp_path / "x", "--store", nowhere)[0] == 1
    assert not (tmp_path / "typo.db").exists()
    assert not (tmp_path / "x").exists()
