"""Tidy frames: one row for each value that a gate measured, and what is said of a group of them."""

import io
from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pandas as pd

NONE = -1
"""A value that belongs to no seed, round or client in particular."""


class Measured(NamedTuple):
    """One value of a gate's run; the fields are the frame's columns, after the gate's name."""

    method: str
    metric: str
    value: float
    seed: int = NONE
    round: int = NONE
    client: int = NONE


def tidy_frame(gate: str, rows: Iterable[Measured]) -> "pd.DataFrame":
    """The rows as a frame with the columns gate, seed, method, metric, round, client and value, in their order."""
    import pandas as pd

    measured = list(rows)
    columns = {
        "gate": pd.Series([gate] * len(measured), dtype="str"),
        "seed": pd.Series([row.seed for row in measured], dtype="int64"),
        "method": pd.Series([row.method for row in measured], dtype="str"),
        "metric": pd.Series([row.metric for row in measured], dtype="str"),
        "round": pd.Series([row.round for row in measured], dtype="int64"),
        "client": pd.Series([row.client for row in measured], dtype="int64"),
        "value": pd.Series([row.value for row in measured], dtype="float64"),
    }
    return pd.DataFrame(columns)


def means_and_stds(frame: "pd.DataFrame", metric: str) -> dict[str, tuple[float, float]]:
    """Mean and population standard deviation of one metric over seeds, rounds and clients, by method."""
    chosen = frame.loc[frame["metric"] == metric, ["method", "value"]]
    groups = ((str(method), group["value"]) for method, group in chosen.groupby("method", sort=False))
    return {method: (float(values.mean()), float(values.std(ddof=0))) for method, values in groups}


def means_by_client(frame: "pd.DataFrame", method: str, metric: str) -> dict[int, float]:
    """Mean of one metric of one method over seeds and rounds, by client, ascending."""
    chosen = frame.loc[(frame["method"] == method) & (frame["metric"] == metric), ["client", "value"]]
    return {int(str(client)): float(group["value"].mean()) for client, group in chosen.groupby("client")}


def values_of(frame: "pd.DataFrame", method: str, metric: str) -> "npt.NDArray[np.float64]":
    """The values of one metric of one method, over seeds, rounds and clients in the order of the rows."""
    chosen = (frame["method"] == method) & (frame["metric"] == metric)
    return frame.loc[chosen, "value"].to_numpy(dtype="float64")


def frame_bytes(frame: "pd.DataFrame") -> bytes:
    """The Parquet file of a frame; the same frame gives the same bytes."""
    buffer = io.BytesIO()
    frame.to_parquet(buffer, engine="pyarrow", index=False, compression="zstd")
    return buffer.getvalue()
