"""A process that answers one question: JSON on standard input, JSON on standard output."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel

from core.errors import CodedError
from tasks.project.files import PROJECT_ROOT

Asked = TypeVar("Asked", bound=BaseModel)


def answer_input(asked: type[Asked], compute: Callable[[Path, Asked], BaseModel]) -> int:
    """Compute what standard input asks for; 0, or 1 with the reason on standard error where that cannot be done."""
    try:
        found = compute(PROJECT_ROOT, asked.model_validate_json(sys.stdin.buffer.read()))
    except CodedError as error:
        print(f"{error.code}: {error}", file=sys.stderr)
        return 1
    print(found.model_dump_json())
    return 0
