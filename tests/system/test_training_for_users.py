"""People train together on files of their own, by commands alone: consent, rounds, a model that is passed on and asked."""

import csv
import json
import time
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet
import pytest

from tests.cli.conftest import Command

NUM_TRAIN = 1400
NAMES = [f"pixel_{index}" for index in range(64)]
PATIENCE_S = 60.0


def write_csv(path: Path, features: np.ndarray, labels: np.ndarray) -> None:
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([*NAMES, "digit"])
        writer.writerows([*row, label] for row, label in zip(features.tolist(), labels.tolist(), strict=True))


@pytest.fixture(scope="module")
def files(tmp_path_factory) -> dict[str, Path]:
    """scikit-learn's digits: half of the training side as CSV, half as Parquet, and what is held out."""
    from sklearn.datasets import load_digits

    digits = load_digits()
    order = np.random.default_rng(0).permutation(len(digits.target))
    features, labels = digits.data[order], digits.target[order]
    folder = tmp_path_factory.mktemp("data")
    paths = {"csv": folder / "digits.csv", "parquet": folder / "digits.parquet", "held_out": folder / "held_out.csv"}
    write_csv(paths["csv"], features[: NUM_TRAIN // 2], labels[: NUM_TRAIN // 2])
    half = slice(NUM_TRAIN // 2, NUM_TRAIN)
    columns = {name: features[half, index] for index, name in enumerate(NAMES)} | {"digit": labels[half]}
    pyarrow.parquet.write_table(pa.table(columns), paths["parquet"])
    write_csv(paths["held_out"], features[NUM_TRAIN:], labels[NUM_TRAIN:])
    return paths


@pytest.fixture(scope="module")
def people(tmp_path_factory):
    """Two owners of data and one who coordinates, each with a home of its own; what runs there is ended."""
    commands = {name: Command(tmp_path_factory.mktemp(name) / "home") for name in ("owner_a", "owner_b", "coordinator")}
    yield commands
    for command in commands.values():
        command("stop")


@pytest.fixture
def own_id(people, files) -> str:
    """The coordinator's id, when it and two owners who have offered their data know and trust each other."""
    coordinator = people["coordinator"]
    coordinator("start")
    own_id = coordinator("id", "--json").json["peer_id"]
    offers = {"owner_a": ("csv", "--consent-to", own_id), "owner_b": ("parquet", "--consent-all-trusted")}
    for name, (kind, *consent) in offers.items():
        said = people[name]("train", "--data", str(files[kind]), "--name", "digits", "--label", "digit", *consent, "--yes", "--json")
        assert (said.code, said.json["num_examples"], said.json["is_open"]) == (0, NUM_TRAIN // 2, True), said.err
        people[name]("trust", "add", own_id)
        coordinator("trust", "add", people[name]("id", "--json").json["peer_id"])
    ids = [people[name]("id", "--json").json["peer_id"] for name in offers]
    give_up = time.monotonic() + PATIENCE_S
    while not set(ids) <= {peer["peer_id"] for peer in coordinator("peers", "--json").json if peer["addresses"]}:
        assert time.monotonic() < give_up
    return own_id


def test_two_owners_and_a_coordinator_train_publish_pass_on_and_predict(people, files, own_id, tmp_path) -> None:
    owner_a, coordinator = people["owner_a"], people["coordinator"]
    options = ("--codec", "int8", "--rounds", "8", "--hidden", "64", "--min-clients", "2", "--publish", "--json")
    trained = coordinator("round", "start", "--corpus", "digits", "--all", *options)
    assert trained.code == 0, trained.out
    report = trained.json["report"]
    assert [len(one["included"]) for one in report["rounds"]] == [2] * 8
    assert report["rounds"][-1]["mean_loss"] < report["rounds"][0]["mean_loss"]
    assert coordinator("round", "list", "--json").json[0]["session_id"] == report["session_id"]
    assert "round 8/8" in coordinator("round", "status").out

    passed_on = tmp_path / "digits.safetensors"
    assert coordinator("model", "export", "latest", str(passed_on)).code == 0
    card = json.loads(passed_on.with_suffix(".json").read_text())
    assert (card["terms"]["features"], card["signer"], card["training"]["num_participants"]) == (NAMES, own_id, 2)
    elsewhere = Command(tmp_path / "elsewhere")
    assert elsewhere("model", "import", str(passed_on), "--publish", "--json").json["model"] == trained.json["model"]
    predicted = elsewhere("model", "predict", "--data", str(files["held_out"]), "--label", "digit", "--json")
    assert predicted.json["accuracy"] > 0.9, predicted.err

    with files["held_out"].open() as file:
        record = {name: float(value) for name, value in next(csv.DictReader(file)).items() if name != "digit"}
    answer = owner_a("ask", own_id, "inference", json.dumps(record), "--json")
    assert (answer.code, answer.json["output"]["model"]) == (0, trained.json["model"]), answer.out
    assert answer.json["output"]["result"] == predicted.json["result"][0]


def test_an_owner_who_revokes_is_out_with_the_code(people, own_id) -> None:
    owner_b, coordinator = people["owner_b"], people["coordinator"]
    peer = owner_b("id", "--json").json["peer_id"]
    revoked = owner_b("train", "--revoke", "digits", "--json")
    assert revoked.json.get("is_open") is False, revoked.out
    begun = coordinator("round", "start", "--corpus", "digits", "--all", "--rounds", "1", "--min-clients", "1", "--follow", "--json")
    assert (begun.code, [(out["peer"], out["code"]) for out in begun.json["out"]]) == (0, [(peer, "p2p.corpus.no_consent")])
    refused = coordinator("round", "start", "--corpus", "digits", "--peers", peer, "--json")
    assert (refused.code, refused.json["error"]["code"]) == (1, "p2p.session.too_few")
    assert "p2p.corpus.no_consent" in refused.json["error"]["message"]
