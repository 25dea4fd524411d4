"""`python -m tasks.reports.schemas`: write the JSON Schema of every artifact to reports/schemas/."""

import json
import os
from pathlib import Path

from gates.artifacts.schemas import MODELS, json_schema
from tasks.project.files import PROJECT_ROOT


def write_schemas(root: Path) -> list[Path]:
    """Write `reports/schemas/<artifact>.schema.json` below `root`, the same bytes every time; the paths."""
    folder = root / "reports" / "schemas"
    folder.mkdir(parents=True, exist_ok=True)
    return [_write(folder / f"{name}.schema.json", json_schema(name)) for name in sorted(MODELS)]


def _write(path: Path, schema: object) -> Path:
    temporary = path.with_name(f".{path.name}")
    temporary.write_text(json.dumps(schema, indent=2, sort_keys=True) + "\n", "utf-8")
    os.replace(temporary, path)
    return path


if __name__ == "__main__":
    for written in write_schemas(PROJECT_ROOT):
        print(written.relative_to(PROJECT_ROOT))
