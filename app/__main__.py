"""`python -m app`: the one entry. Reads settings, finds the command, turns errors into a line on stderr.

Exit codes: 0 done, 1 the work failed or found faults, 2 the command line or a setting is wrong.
"""

import argparse
import gc
import io
import os
import sys

from app import logs
from app.commands import COMMANDS, about, command
from app.errors import ArgumentsInvalid, CommandFailed
from app.settings import SettingInvalid, Settings
from app.web.errors import WebError
from audio.errors import AudioError, ModelInvalid
from models.errors import ShopError
from skills.language.merge import LanguageFault, LanguageMissing

GIVEN_WRONG = (SettingInvalid, ArgumentsInvalid, LanguageMissing, ModelInvalid)
"""What a value on the command line or of a setting is refused with"""
REFUSALS = (CommandFailed, AudioError, ShopError, WebError, LanguageFault)


def parser(chosen: str = "") -> argparse.ArgumentParser:
    """The command line of the chosen command; without one, what commands there are."""
    top = argparse.ArgumentParser(
        prog="python -m app", description="One shop, two doors: Alexa and the counter."
    )
    commands = top.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name in [chosen] if chosen in COMMANDS else COMMANDS:
        described = about(name)
        added = commands.add_parser(
            name,
            help=described.partition("\n")[0],
            description=described,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        if name == chosen:
            command(name).configure(added)
    return top


def main(argv: list[str] | None = None) -> int:
    """Run a command and return its exit code."""
    logs.begin("text")
    if isinstance(sys.stdout, io.TextIOWrapper):  # a file's name need not be text
        sys.stdout.reconfigure(errors="backslashreplace")
    words = sys.argv[1:] if argv is None else argv
    args = parser(*words[:1]).parse_args(words)
    try:
        settings = Settings.read(os.environ)
        logs.begin(settings.log)
        return int(command(args.command).run(args, settings))
    except GIVEN_WRONG as error:
        return _complain(error, 2)
    except REFUSALS as error:
        return _complain(error, 1)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except OSError as error:
        return _complain(f"{error.filename}: {error.strerror}" if error.filename else error, 1)


def _complain(error: object, code: int) -> int:
    print(f"error: {error}", file=sys.stderr)
    return code


if __name__ == "__main__":
    gc.disable()  # what is imported stays: to look for garbage in it took a quarter of the start
    if sys.argv[1:2] and sys.argv[1] in COMMANDS:
        command(sys.argv[1])
    gc.freeze()
    gc.enable()
    sys.exit(main())
