"""From a table to a corpus: which column is the label, which classes there are, and that everything else is a finite number."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from pydantic import ValidationError

from learning.arrays import Float32Array, Int64Array
from learning.examples import Examples
from learning.normalisation import measure_features
from p2p.agent.corpora.store import CorpusDescription
from p2p.agent.corpora.tables import LABEL, Column, Table
from p2p.agent.errors import DataFileInvalidError
from p2p.agent.models.card import MAX_CLASSES, ModelTerms

MIN_EXAMPLES = 10
"""The means of fewer would tell too much of each: whoever may train on a corpus learns them."""

_WHOLE = re.compile(r"-?(0|[1-9][0-9]*)")


@dataclass(frozen=True, slots=True, eq=False)
class Corpus:
    """Examples, and what their numbers mean."""

    examples: Examples
    description: CorpusDescription


def build_corpus(table: Table, source_sha256: str, label: str = LABEL, classes: Sequence[str] = ()) -> Corpus:
    """The corpus of a table whose column `label` holds the classes; all other columns are features.

    The classes are those in the data, sorted, unless `classes` names them all.
    Errors: DataFileInvalidError (p2p.data.invalid) with the row and the column.
    """
    texts = read_labels(table, label)
    if table.num_rows < MIN_EXAMPLES:
        raise DataFileInvalidError("too few rows", rows=table.num_rows, min_rows=MIN_EXAMPLES)
    names = [name for name in table.columns if name != label]
    if not names:
        raise DataFileInvalidError("there is no column beside the labels")
    terms = _terms(names, sort_classes(classes or texts))
    features_NF = read_features(table, names)
    description = CorpusDescription(source_sha256=source_sha256, terms=terms, statistics=measure_features(features_NF))
    return Corpus(Examples(features_NF, _indices(texts, terms.classes, label, table.first_row)), description)


def read_features(table: Table, names: Sequence[str]) -> Float32Array:
    """The columns `names` as features.

    Shapes: returns [rows, names].
    Errors: DataFileInvalidError (p2p.data.invalid) with the row and the column of what is no finite number.
    """
    missing = [name for name in names if name not in table.columns]
    if missing:
        raise DataFileInvalidError(f"there is no column {missing[0]!r}")
    features_NF = np.empty((table.num_rows, len(names)), dtype=np.float32)
    for index, name in enumerate(names):
        features_NF[:, index] = _numbers(table.columns[name], name, table.first_row)
    return features_NF


def read_labels(table: Table, label: str) -> list[str]:
    """The column `label` as names of classes.

    Errors: DataFileInvalidError (p2p.data.invalid) with the row and the column.
    """
    if label not in table.columns:
        known = ", ".join(list(table.columns)[:20])
        raise DataFileInvalidError(f"there is no column {label!r} for the labels; name it with --label", columns=known)
    return [_label(value, label, table.first_row + row) for row, value in enumerate(table.columns[label].tolist())]


def sort_classes(names: Sequence[str]) -> tuple[str, ...]:
    """Each name once: whole numbers by size, anything else by letters; so that all who have the same classes number them alike."""
    unique = set(names)
    return tuple(sorted(unique, key=int) if all(_WHOLE.fullmatch(name) for name in unique) else sorted(unique))


def _numbers(column: Column, name: str, first_row: int) -> Float32Array:
    if column.dtype == object:
        strange = [row for row, value in enumerate(column) if isinstance(value, bool) or not isinstance(value, int | float)]
        if strange:
            # One word among numbers makes text of the whole column, and is what a person wants to hear of.
            row = next((row for row in strange if not _looks_numeric(column[row])), strange[0])
            value = column[row]
            raise DataFileInvalidError(f"row {first_row + row}, column {name!r}: {_shown(value)} is no number")
    with np.errstate(over="ignore"):
        numbers = column.astype(np.float64).astype(np.float32)
    if not np.isfinite(numbers).all():
        row = int(np.flatnonzero(~np.isfinite(numbers))[0])
        raise DataFileInvalidError(f"row {first_row + row}, column {name!r}: the number is not finite, or too large")
    return numbers


def _looks_numeric(value: Any) -> bool:
    try:
        return isinstance(value, str) and bool(np.isfinite(float(value)))
    except ValueError:
        return False


def _label(value: Any, label: str, row: int) -> str:
    """A class's name: text as it is, a whole number in decimal."""
    if isinstance(value, str) and value.strip():
        return value.strip()
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    raise DataFileInvalidError(f"row {row}, column {label!r}: {_shown(value)} is no class; a class is a whole number or a text")


def _shown(value: Any) -> str:
    return "an empty cell" if value is None or value == "" else repr(value)[:40]


def _terms(names: Sequence[str], classes: Sequence[str]) -> ModelTerms:
    if not 2 <= len(classes) <= MAX_CLASSES:
        raise DataFileInvalidError("the label column has too few or too many classes", classes=len(classes), max_classes=MAX_CLASSES)
    try:
        return ModelTerms(features=tuple(names), classes=tuple(classes))
    except ValidationError as error:
        name = repr(error.errors()[0]["input"])[:80]
        raise DataFileInvalidError("the name of a column or a class is empty, too long or cannot be printed", name=name) from error


def _indices(texts: Sequence[str], classes: Sequence[str], label: str, first_row: int) -> Int64Array:
    index_of = {name: index for index, name in enumerate(classes)}
    for row, text in enumerate(texts):
        if text not in index_of:
            raise DataFileInvalidError(f"row {first_row + row}, column {label!r}: {text[:40]!r} is none of the classes that were named")
    return np.array([index_of[text] for text in texts], dtype=np.int64)
