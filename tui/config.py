"""The user's settings: ``config.toml`` in the platform's folder for settings (on Linux ``~/.config/pressbox``).

model = "en_core_web_lg"      # another installed spaCy pipeline
theme = "nord"                # one of Textual's themes

[keys]                        # action = "key" or "key,key"
review = "x"
"""

from __future__ import annotations

import os
from pathlib import Path

import msgspec

from store.extract import DEFAULT_MODEL


class ConfigError(Exception):
    """The settings cannot be used; the message is one line that names the file and the key."""


class Config(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The settings, each with its default."""

    model: str = DEFAULT_MODEL
    theme: str | None = None
    keys: dict[str, str] = {}


def path() -> Path:
    """Where the settings are; the file need not exist."""
    import platformdirs

    return platformdirs.user_config_path("pressbox") / "config.toml"


def load(file: Path | None = None) -> Config:
    """Read the settings; ``PRESSBOX_MODEL`` in the environment goes before the file. Raises ConfigError."""
    file = file or path()
    try:
        config = _parsed(file.read_text("utf-8"), file)
    except FileNotFoundError:
        config = Config()
    except OSError as error:
        raise ConfigError(f"{file}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{file}: not UTF-8 text") from error
    model = os.environ.get("PRESSBOX_MODEL")
    return msgspec.structs.replace(config, model=model) if model else config


def _parsed(text: str, file: Path) -> Config:
    import tomllib  # most people have no such file

    try:
        return msgspec.convert(tomllib.loads(text), Config)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{file}: {error}") from error
    except msgspec.ValidationError as error:
        reason = str(error).replace("Object contains unknown field", "unknown key").replace("at `$.", "at `")
        raise ConfigError(f"{file}: {reason}") from error
