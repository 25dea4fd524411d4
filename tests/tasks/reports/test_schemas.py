import json

from gates.artifacts.schemas import MODELS
from tasks.reports.schemas import write_schemas


def test_every_schema_is_written_the_same_each_time(tmp_path):
    first = {path: path.read_bytes() for path in write_schemas(tmp_path)}
    assert {path: path.read_bytes() for path in write_schemas(tmp_path)} == first
    assert {path.relative_to(tmp_path).as_posix() for path in first} == {f"reports/schemas/{name}.schema.json" for name in MODELS}
    assert sorted((tmp_path / "reports" / "schemas").iterdir()) == sorted(first)
    assert all(json.loads(raw)["type"] == "object" for raw in first.values())
