"""Tables in the user's own files: CSV, Parquet, NumPy archives. Loads pyarrow: for a command's process, never the host's."""

import csv
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

from learning.plan import MAX_NORMALISED
from p2p.agent.errors import DataFileInvalidError

MAX_FILE_BYTES = 2**30
MAX_CELLS = 100_000_000
MAX_HEADER_BYTES = 2**20
LABEL = "label"
FORMATS = (".csv", ".parquet", ".npz")

Column = npt.NDArray[Any]

_PANDAS_INDEX = re.compile(r"__index_level_[0-9]+__")


@dataclass(frozen=True, slots=True)
class Table:
    """Named columns of one length: numbers as float64 or int64, everything else as Python objects with None for what is missing.

    `first_row` is what a person calls the first of them: 2 where a header stands before it.
    """

    columns: dict[str, Column]
    num_rows: int
    first_row: int


def read_table(path: Path) -> Table:
    """The table in a file; its format is the file's ending.

    Errors: DataFileInvalidError (p2p.data.invalid) naming what is wrong and where.
    """
    readers = {".csv": _read_csv, ".parquet": _read_parquet, ".npz": _read_npz}
    reader = readers.get(path.suffix.lower())
    if reader is None:
        raise DataFileInvalidError(f"the file's ending is none of {', '.join(FORMATS)}", path=str(path)[:200])
    try:
        if not path.exists():
            raise DataFileInvalidError("there is no such file", path=str(path)[:200])
        if not path.is_file() or path.stat().st_size > MAX_FILE_BYTES:
            raise DataFileInvalidError("no plain file, or too large", path=str(path)[:200], max_size_bytes=MAX_FILE_BYTES)
        if path.stat().st_size == 0:
            raise DataFileInvalidError("the file is empty", path=str(path)[:200])
        table = reader(path)
    except (OSError, ValueError, csv.Error, pa.ArrowException, zipfile.BadZipFile) as error:
        raise DataFileInvalidError(f"the file cannot be read: {_first_line(error)}", path=str(path)[:200]) from error
    if table.num_rows == 0:
        raise DataFileInvalidError("the file has no rows", path=str(path)[:200])
    return table


def _read_csv(path: Path) -> Table:
    with path.open(encoding="utf-8-sig", newline="") as file:
        header = [name.strip() for name in next(csv.reader(iter(lambda: file.readline(MAX_HEADER_BYTES), "")), [])]
    _check_header(header)
    if all(_is_number(name) for name in header):
        raise DataFileInvalidError("the first row holds numbers only; it must name the columns")
    table = pyarrow.csv.read_csv(
        path,
        read_options=pyarrow.csv.ReadOptions(column_names=header, skip_rows=1, encoding="utf8"),
        parse_options=pyarrow.csv.ParseOptions(newlines_in_values=True),
        # What people write for a missing value is text like any other, and refused where a number belongs.
        convert_options=pyarrow.csv.ConvertOptions(null_values=[""], true_values=[], false_values=[], strings_can_be_null=True),
    )
    return _from_arrow(table, first_row=2)


def _read_parquet(path: Path) -> Table:
    file = pyarrow.parquet.ParquetFile(path, memory_map=False)
    # pandas keeps the numbers of rows that it has picked beside the columns; they are no feature.
    names = [name for name in file.schema_arrow.names if not _PANDAS_INDEX.fullmatch(name)]
    _check_header(names)
    _check_size(file.metadata.num_rows, len(names))
    return _from_arrow(file.read().select(names), first_row=1)


def _read_npz(path: Path) -> Table:
    with zipfile.ZipFile(path) as archive:
        size_bytes = sum(entry.file_size for entry in archive.infolist())
    if size_bytes > MAX_FILE_BYTES:
        raise DataFileInvalidError("the arrays are too large", size_bytes=size_bytes, max_size_bytes=MAX_FILE_BYTES)
    with np.load(path, allow_pickle=False) as archive:
        if not {"features", "labels"} <= set(archive.files) <= {"features", "labels", "feature_names"}:
            raise DataFileInvalidError("the archive holds other arrays than features, labels and, if you like, feature_names")
        features, labels = archive["features"], archive["labels"]
        names = [str(name) for name in archive["feature_names"]] if "feature_names" in archive.files else None
    if features.ndim != 2 or labels.shape != features.shape[:1] or features.dtype.kind not in "fiu" or labels.dtype.kind not in "fiuU":
        raise DataFileInvalidError("features must be numbers [N, F], labels whole numbers or text [N]")
    names = names if names is not None else [f"feature_{index}" for index in range(features.shape[1])]
    if len(names) != features.shape[1]:
        raise DataFileInvalidError("there is not one name for each feature", have=len(names), need=features.shape[1])
    _check_header([*names, LABEL])
    _check_size(*features.shape)
    columns: dict[str, Column] = {name: features[:, index].astype(np.float64) for index, name in enumerate(names)}
    columns[LABEL] = labels.astype(object) if labels.dtype.kind == "U" else labels
    return Table(columns, len(features), first_row=1)


def _from_arrow(table: Any, first_row: int) -> Table:
    """The pyarrow table as columns of NumPy."""
    _check_size(table.num_rows, table.num_columns)
    return Table({name: _column(table.column(name)) for name in table.column_names}, table.num_rows, first_row)


def _column(values: Any) -> Column:
    """The pyarrow array, numbers as numbers where none is missing; else Python objects."""
    kind = values.type
    if pa.types.is_decimal(kind):
        values = values.cast(pa.float64())
        kind = values.type
    is_number = pa.types.is_integer(kind) or pa.types.is_floating(kind)
    if is_number and values.null_count == 0:
        return values.to_numpy().astype(np.float64 if pa.types.is_floating(kind) else np.int64)
    return np.array(values.to_pylist(), dtype=object)


def _check_header(names: Sequence[str]) -> None:
    repeated = sorted({name for name in names if names.count(name) > 1}) if len(names) <= MAX_NORMALISED + 1 else []
    if not names:
        raise DataFileInvalidError("the file is empty")
    if len(names) > MAX_NORMALISED + 1:
        raise DataFileInvalidError("too many columns", have=len(names), max_columns=MAX_NORMALISED + 1)
    if repeated:
        raise DataFileInvalidError(f"the column {repeated[0]!r} is there twice")
    for index, name in enumerate(names):
        if not name or not name.isprintable() or len(name) > 128:
            raise DataFileInvalidError(f"column {index + 1} has no usable name")


def _check_size(num_rows: int, num_columns: int) -> None:
    if num_rows * num_columns > MAX_CELLS:
        raise DataFileInvalidError("too many cells", rows=num_rows, columns=num_columns, max_cells=MAX_CELLS)


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _first_line(error: Exception) -> str:
    return "".join(char for char in str(error).split("\n")[0] if char.isprintable())[:200]
