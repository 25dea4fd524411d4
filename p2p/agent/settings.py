"""What an agent takes from its environment: `P2P_AGENT_*` (spec/p2p.md section 1)."""

import os
import sys
from pathlib import Path
from typing import Annotated

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from core.errors import CodedError, ParameterInvalidError
from p2p.addresses import parse_peer_address
from p2p.agent.storage.home import AgentHome
from p2p.agent.telemetry.logs import LogLevel


class AgentSettings(BaseSettings):
    """One agent's settings; every field is an environment variable with the prefix P2P_AGENT_."""

    model_config = SettingsConfigDict(env_prefix="P2P_AGENT_", frozen=True, extra="ignore")

    home: Path = Field(default_factory=lambda: default_home())
    interfaces: Annotated[tuple[str, ...], NoDecode] = ()
    network: str = Field(default="p2p-agents", pattern=r"^[A-Za-z0-9._-]{1,64}$")
    port: int = Field(default=0, ge=0, le=65535)
    """The TCP port; 0 takes a free one."""
    static_peers: Annotated[tuple[str, ...], NoDecode] = ()
    log_level: LogLevel = "info"
    passphrase_file: Path | None = None
    data_mirror: str | None = None
    stop_grace_s: float = Field(default=5.0, ge=0, le=10)
    """So long running tasks may go on when the agent is stopped; then they are handed back."""

    @field_validator("interfaces", "static_peers", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value

    @field_validator("log_level", mode="before")
    @classmethod
    def _lower(cls, value: object) -> object:
        return value.lower() if isinstance(value, str) else value

    @field_validator("static_peers")
    @classmethod
    def _are_addresses(cls, texts: tuple[str, ...]) -> tuple[str, ...]:
        try:
            for text in texts:
                parse_peer_address(text)
        except CodedError as error:
            raise ValueError(str(error)) from error
        return texts

    def passphrase(self) -> bytes | None:
        """The passphrase of the identity file, where a file with one is named; its last newline does not count.

        Errors: ParameterInvalidError (core.parameters.invalid) when the file cannot be read or is empty.
        """
        return None if self.passphrase_file is None else read_passphrase(self.passphrase_file)


def read_passphrase(path: Path) -> bytes:
    """The passphrase in a file; its last newline does not count.

    Errors: ParameterInvalidError (core.parameters.invalid) when the file cannot be read or is empty.
    """
    try:
        passphrase = path.read_bytes().rstrip(b"\r\n")
    except OSError as error:
        raise ParameterInvalidError(f"the passphrase file cannot be read: {error.strerror}", path=str(path)) from error
    if not passphrase:
        raise ParameterInvalidError("the passphrase file is empty", path=str(path))
    return passphrase


def load_settings() -> AgentSettings:
    """The settings of this process's environment.

    Errors: ParameterInvalidError (core.parameters.invalid) naming the variable.
    """
    try:
        return AgentSettings()
    except ValidationError as error:
        first = error.errors()[0]
        variable = "P2P_AGENT_" + "_".join(str(part) for part in first["loc"][:1]).upper()
        raise ParameterInvalidError(f"{variable}: {first['msg']}", variable=variable) from error


def home_of(settings: AgentSettings) -> AgentHome:
    """The home that the settings name."""
    return AgentHome.at(settings.home)


def default_home() -> Path:
    """The platform's data folder for this program."""
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "p2p-agent"
    data = os.environ.get("XDG_DATA_HOME", "")
    return (Path(data) if data else Path.home() / ".local" / "share") / "p2p-agent"
