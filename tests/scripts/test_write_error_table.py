"""The table of errors says for each code what a client needs."""

import importlib.util
from pathlib import Path

from core.errors import IdMalformedError

SCRIPT = Path(__file__).resolve().parent.parent.parent / "scripts" / "write_error_table.py"


def test_a_row_holds_code_status_text_and_retry() -> None:
    spec = importlib.util.spec_from_file_location("write_error_table", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    table = module.error_table({"core.id.malformed": IdMalformedError})
    assert table.splitlines()[-1] == "| `core.id.malformed` | 400 | The id is malformed. | no |"
