"""Node ids: what a volunteer's node is called."""

import re
import unicodedata
from typing import Annotated

from pydantic import AfterValidator

_NODE_ID = re.compile(r"[a-z0-9](?:[a-z0-9._-]{0,62}[a-z0-9])?")


def normal_node_id(text: str) -> str:
    """The form in which ids are compared: two that become equal collide. ValueError where the form is no node id."""
    normal = unicodedata.normalize("NFKC", text).lower()
    if not _NODE_ID.fullmatch(normal):
        raise ValueError("a node id is 1 to 64 of a-z 0-9 . _ - and starts and ends with a letter or digit")
    return normal


def _with_normal_form(text: str) -> str:
    normal_node_id(text)
    return text


NodeId = Annotated[str, AfterValidator(_with_normal_form)]
"""A node id as it was written."""
