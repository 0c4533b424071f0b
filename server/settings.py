"""What the server is told by flags and environment: where it listens, where it keeps things, and every limit."""

import os
import sys
from collections.abc import Mapping
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from engine.errors import from_validation

PREFIX = "PICTUREVIS_"


def is_loopback(host: str) -> bool:
    """Whether the name or address always means the caller's own machine."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def default_data_folder(environment: Mapping[str, str] = os.environ, platform: str = sys.platform) -> Path:
    """Where this system keeps the data of applications."""
    home = Path.home()
    if platform == "win32":
        return Path(environment.get("LOCALAPPDATA", home / "AppData" / "Local")) / "picturevis"
    if platform == "darwin":
        return home / "Library" / "Application Support" / "picturevis"
    return Path(environment.get("XDG_DATA_HOME") or home / ".local" / "share") / "picturevis"


class Settings(BaseModel):
    """Every setting, each also an environment variable: `PICTUREVIS_` and its name in capitals."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    host: str = Field("127.0.0.1", description="Address to listen on.")
    port: int = Field(8000, ge=0, le=65535, description="Port to listen on; 0 takes a free one.")
    data: Path = Field(default_factory=default_data_folder, description="Folder for runs and compiled programs.")
    programs: Path | None = Field(None, description="Folder for compiled programs; else one in the data folder.")
    database: str | None = Field(None, description="SQLAlchemy URL; without one, a SQLite file in the data folder.")
    token: str | None = Field(None, min_length=8, description="What callers must show when not bound to loopback.")
    link: str | None = Field(None, description="TensorFlow Playground link that the page opens with.")
    warm: bool = Field(True, description="Whether to get every program ready before it is needed.")
    workers: int = Field(2, ge=1, le=64, description="Threads that train.")
    frames_per_s: float = Field(60, gt=0, le=240, description="Frames a second a viewer gets at most.")
    max_runs: int = Field(200, ge=1, description="Runs kept; the oldest idle ones make room.")
    max_loaded_runs: int = Field(64, ge=1, description="Runs held in memory while idle; others wait in the store.")
    max_viewers: int = Field(256, ge=1, description="Open streams in all.")
    max_viewers_per_run: int = Field(32, ge=1, description="Open streams of one run.")
    max_views: int = Field(64, ge=1, description="Views one stream may subscribe to.")
    max_body_bytes: int = Field(4 << 20, ge=1024, description="Size of a request's body.")
    max_upload_bytes: int = Field(64 << 20, ge=1024, description="Size of an uploaded archive of images.")
    max_unpacked_bytes: int = Field(256 << 20, ge=1024, description="Size of its images when unpacked.")
    max_dataset_images: int = Field(20_000, ge=4, description="Images in an uploaded set.")
    max_dataset_classes: int = Field(62, ge=2, description="Classes of an uploaded set.")
    max_picture_pixels: int = Field(1 << 24, ge=64, description="Pixels of one uploaded image.")
    max_dataset_pixels: int = Field(1 << 30, ge=64, description="Pixels of all images of an upload.")
    max_datasets: int = Field(50, ge=1, description="Uploaded sets kept.")
    max_message_bytes: int = Field(64 << 10, ge=1024, description="Size of a message on the stream.")
    max_points: int = Field(20_000, ge=1, description="Points in one prediction.")
    max_train_epochs: int = Field(100_000, ge=1, description="Epochs in one train call.")
    max_train_updates: int = Field(10_000_000, ge=1, description="Updates in one train call.")
    engine_wait_s: float = Field(20, ge=0, description="How long a call waits for the engine to load.")
    unwatched_s: float = Field(10, ge=0, description="How long a run plays on when its last viewer has left.")
    save_every_s: float = Field(10, gt=0, description="How often a playing run is saved.")

    @property
    def loopback(self) -> bool:
        """Whether only this machine can reach the server."""
        return is_loopback(self.host)

    @property
    def database_url(self) -> str:
        """The store's SQLAlchemy URL."""
        return self.database or f"sqlite:///{self.data / 'runs.sqlite'}"


def read_settings(flags: Mapping[str, Any], environment: Mapping[str, str] = os.environ) -> Settings:
    """The settings of flags over environment over defaults; raises `InputErrors` that name the setting."""
    values: dict[str, Any] = {}
    for name in Settings.model_fields:
        if text := environment.get(PREFIX + name.upper()):
            values[name] = text
    values |= {name: value for name, value in flags.items() if value is not None}
    try:
        return Settings.model_validate(values)
    except ValidationError as error:
        raise from_validation(error) from None
