"""Firewalls: which there are, as far as a user without rights can see."""

import os
import shutil
import subprocess
from pathlib import Path

from p2p.doctor.finding import Finding, passed, skipped

TOPIC = "firewall"
_OPEN = "let UDP 5353 and the agent's TCP port in; P2P_AGENT_PORT makes that a fixed one"


def check_firewall(etc: Path = Path("/etc"), run: Path = Path("/run")) -> list[Finding]:
    """A hint for each firewall that seems to be on; none of them need be in the way."""
    findings: list[Finding] = []
    if "enabled=yes" in _text(etc / "ufw" / "ufw.conf").lower():
        findings.append(skipped(TOPIC, "ufw", "it is on", f"{_OPEN}: ufw allow 5353/udp"))
    if (run / "firewalld").exists():
        findings.append(skipped(TOPIC, "firewalld", "it is on", f"{_OPEN}: firewall-cmd --add-service=mdns"))
    for tool, words in (("nft", ["list", "ruleset"]), ("iptables", ["-S", "INPUT"])):
        if shutil.which(tool) is not None:
            findings.append(_check_rules(tool, words))
    return findings or [passed(TOPIC, "all", "none was found")]


def _check_rules(tool: str, words: list[str]) -> Finding:
    if os.geteuid() != 0:
        return skipped(TOPIC, tool, "present; only root can read its rules", f"if agents are not reached: {_OPEN}")
    try:
        shown = subprocess.run([tool, *words], capture_output=True, text=True, timeout=5, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return skipped(TOPIC, tool, "it does not answer")
    rules = shown.stdout.lower()
    if shown.returncode != 0:
        return skipped(TOPIC, tool, "it does not tell its rules")
    if any(word in rules for word in ("drop", "reject")):
        return skipped(TOPIC, tool, "it has rules that drop packets", _OPEN)
    return passed(TOPIC, tool, "no rule drops packets")


def _text(path: Path) -> str:
    try:
        return path.read_text(errors="replace").replace(" ", "")
    except OSError:
        return ""
