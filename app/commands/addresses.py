"""Addresses on the command line and in settings. Imports the settings' errors only."""

from app.settings import SettingInvalid


def check_address(name: str, bind: str) -> None:
    """Refuse what gunicorn would try for long, or stumble over: `SettingInvalid`."""
    host, _, port = bind.rpartition(":")
    if host == "unix":
        return
    if not host or not port.isascii() or not port.isdigit() or int(port) > 65_535:
        raise SettingInvalid(name, bind, "give address and port: 127.0.0.1:5000")
