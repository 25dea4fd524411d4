"""A table is read whole and right, or refused with what is wrong in it."""

import io
import pickle
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet
import pytest

from core.errors import CodedError
from p2p.agent.corpora.tables import MAX_CELLS, MAX_FILE_BYTES, read_table

ROOT = Path(__file__).resolve().parents[4]


def test_the_hosts_process_never_loads_what_reads_tables_or_computes() -> None:
    program = "import sys, p2p.agent.process; print({'numpy', 'pyarrow', 'scipy'} & set(sys.modules))"
    said = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert said.stdout == "set()\n"


def refusal_of(path) -> str:
    with pytest.raises(CodedError) as refusal:
        read_table(path)
    assert refusal.value.code == "p2p.data.invalid"
    return str(refusal.value)


def test_the_three_formats_hold_the_same_table(tmp_path) -> None:
    features = np.arange(24, dtype=np.float64).reshape(12, 2) / 7
    labels = np.arange(12) % 3
    (tmp_path / "a.csv").write_text(
        "x,y,label\n" + "".join(f"{x!r},{y!r},{label}\n" for (x, y), label in zip(features.tolist(), labels, strict=True))
    )
    pyarrow.parquet.write_table(pa.table({"x": features[:, 0], "y": features[:, 1], "label": labels}), tmp_path / "a.parquet")
    np.savez(tmp_path / "a.npz", features=features, labels=labels, feature_names=np.array(["x", "y"]))
    tables = [read_table(tmp_path / f"a.{ending}") for ending in ("csv", "parquet", "npz")]
    assert [(list(table.columns), table.num_rows, table.first_row) for table in tables] == [
        (["x", "y", "label"], 12, first) for first in (2, 1, 1)
    ]
    for table in tables:
        assert np.array_equal(table.columns["x"], features[:, 0])
        assert np.array_equal(table.columns["label"], labels)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"\n", "empty"),
        (b"a,label\n", "no rows"),
        (b"a,a,label\n1,2,3\n", "'a' is there twice"),
        (b"a,,label\n1,2,3\n", "column 2 has no usable name"),
        (b"1,2,3\n4,5,6\n", "must name the columns"),
        (b"a,b,label\n1,2,3\n1,2\n", "Expected 3 columns, got 2"),
        (b"a,b,label\n1,2,3,4\n", "Expected 3 columns, got 4"),
        (b"a,label\n\xff\xfe,1\n", "decode"),
        (b"\xff\xfea,label\n", "decode"),
        (b"a\x1b[2J,label\n1,2\n", "column 1 has no usable name"),
    ],
)
def test_a_csv_that_is_no_table_is_refused_with_the_reason(tmp_path, content: bytes, reason: str) -> None:
    (tmp_path / "a.csv").write_bytes(content)
    assert reason in refusal_of(tmp_path / "a.csv")


def test_quotes_byte_order_marks_and_line_ends_are_read_as_written(tmp_path) -> None:
    (tmp_path / "a.csv").write_bytes('\ufeff"the, name",label\r\n1,"two\nlines"\r\n2,"b"\r\n'.encode())
    table = read_table(tmp_path / "a.csv")
    assert list(table.columns) == ["the, name", "label"]
    assert table.columns["label"].tolist() == ["two\nlines", "b"]


def test_a_missing_value_and_a_word_among_numbers_stay_visible(tmp_path) -> None:
    (tmp_path / "a.csv").write_text("a,b,c,label\n1,1,true,x\n,NA,false,y\n")
    columns = read_table(tmp_path / "a.csv").columns
    assert columns["a"].tolist() == [1, None]
    assert columns["b"].tolist() == ["1", "NA"]
    assert columns["c"].tolist() == ["true", "false"]


class Bomb:
    def __reduce__(self):
        return (print, ("unpickled",))


@pytest.mark.parametrize("kind", ["pickle", "object", "names", "shape", "text", "bomb", "no archive"])
def test_an_archive_of_anything_else_than_plain_arrays_is_refused(tmp_path, kind: str, capsys) -> None:
    path = tmp_path / "a.npz"
    features, labels = np.zeros((3, 2)), np.zeros(3, dtype=int)
    match kind:
        case "pickle":
            path.write_bytes(pickle.dumps(Bomb()))
        case "object":
            np.savez(path, features=np.array([[Bomb(), 1]], dtype=object), labels=labels[:1])
        case "names":
            np.savez(path, features=features, label=labels)
        case "shape":
            np.savez(path, features=features, labels=labels[:2])
        case "text":
            np.savez(path, features=features.astype(str), labels=labels)
        case "bomb":
            piece = bytes(2**20)
            with (
                zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
                archive.open("features.npy", "w", force_zip64=True) as file,
            ):
                for _ in range(MAX_FILE_BYTES // len(piece) + 1):
                    file.write(piece)
        case _:
            path.write_bytes(b"PK nothing")
    assert refusal_of(path)
    assert "unpickled" not in capsys.readouterr().out


def test_a_parquet_file_is_refused_for_its_size_before_it_is_read(tmp_path) -> None:
    rows = MAX_CELLS // 2 + 1
    column = pa.array(np.zeros(rows, dtype=np.int8)).dictionary_encode()
    pyarrow.parquet.write_table(pa.table({"a": column, "label": column}), tmp_path / "a.parquet")
    assert "too many cells" in refusal_of(tmp_path / "a.parquet")


def test_damaged_parquet_other_endings_and_folders_are_refused(tmp_path) -> None:
    (tmp_path / "a.parquet").write_bytes(b"PAR1" + bytes(100))
    (tmp_path / "a.txt").write_text("a,label\n1,2\n")
    (tmp_path / "folder.csv").mkdir()
    for name in ("a.parquet", "a.txt", "folder.csv", "none.csv"):
        assert refusal_of(tmp_path / name)


def test_the_row_numbers_that_pandas_keeps_are_no_column(tmp_path) -> None:
    path = tmp_path / "a.parquet"
    pyarrow.parquet.write_table(pa.table({"x": [1.0], "label": ["a"], "__index_level_0__": [7]}), path)
    assert list(read_table(path).columns) == ["x", "label"]


def test_a_file_that_is_not_there_is_called_that(tmp_path) -> None:
    assert "there is no such file" in refusal_of(tmp_path / "none.csv")


def test_the_header_is_bounded(tmp_path) -> None:
    (tmp_path / "a.csv").write_text(",".join(f"c{index}" for index in range(5000)) + "\n1\n")
    assert "too many columns" in refusal_of(tmp_path / "a.csv")
    buffer = io.BytesIO()
    np.savez(buffer, features=np.zeros((2, 5000)), labels=np.zeros(2, dtype=int))
    (tmp_path / "a.npz").write_bytes(buffer.getvalue())
    assert "too many columns" in refusal_of(tmp_path / "a.npz")
