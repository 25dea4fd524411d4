"""Models by command, without an agent: listed, published, passed on, asked."""

import json

import pytest

from learning.kernels.registry import initial_weights
from learning.plan import ModelSpec
from learning.weights import pack_weights, weights_sha256
from p2p.agent.models.card import ModelCard, encode_card
from p2p.agent.storage.home import AgentHome

SPEC = ModelSpec(kind="mlp", layer_sizes=(2, 3, 2))


@pytest.fixture
def write_model(tmp_path):
    """Write a model and its card to files; the weights' path and hash."""

    def write(seed: int = 0):
        weights = initial_weights(SPEC, seed)
        card = ModelCard(
            name="pets",
            weights_sha256=weights_sha256(weights),
            architecture=SPEC,
            terms={"features": ["length", "width"], "classes": ["cat", "dog"]},
            created_at="2026-01-01T00:00:00Z",
            licence="none",
        )
        path = tmp_path / f"pets-{seed}.safetensors"
        path.write_bytes(pack_weights(weights, SPEC))
        path.with_suffix(".json").write_bytes(encode_card(card))
        return str(path), card.weights_sha256

    return write


def test_a_model_is_imported_published_exported_and_listed(command, write_model, tmp_path) -> None:
    assert "no model yet" in command("model", "list").out
    (first, first_sha), (second, second_sha) = write_model(1), write_model(2)
    assert command.process("model", "import", first, "--json").json == {"model": first_sha, "name": "pets", "status": "imported"}
    missing = command("model", "export", "latest", str(tmp_path), "--json")
    assert (missing.code, missing.json["error"]["code"]) == (1, "p2p.model.unknown")
    assert command("model", "import", second, "--publish", "--json").json["status"] == "published"
    assert [(one["weights_sha256"], one["is_published"]) for one in command("model", "list", "--json").json] == [
        (first_sha, False),
        (second_sha, True),
    ]
    assert command("model", "publish", first_sha[:8]).out == f"The model pets {first_sha[:12]} is published.\n"
    assert f"* {first_sha[:12]}  pets" in command("model", "list").out
    exported = command("model", "export", first_sha[:6], str(tmp_path), "--json").json
    assert exported["weights"].endswith(f"pets-{first_sha[:12]}.safetensors")
    assert json.loads(AgentHome.at(command.home).models.joinpath("published.json").read_text())["weights_sha256"] == first_sha


def test_a_model_is_asked_by_json_and_by_file(command, write_model, tmp_path) -> None:
    path, sha256 = write_model()
    command("model", "import", path, "--publish")
    single = command("model", "predict", "--input", '{"width": 2, "length": 1}', "--json").json
    assert (single["model"], set(single["probabilities"])) == (sha256, {"cat", "dog"})
    (tmp_path / "pets.csv").write_text("width,length,kind\n2,1,cat\n2,1,dog\n")
    batch = command("model", "predict", "--data", str(tmp_path / "pets.csv"), "--label", "kind", "--json").json
    assert (batch["result"], batch["accuracy"]) == ([single["result"]] * 2, 0.5)
    said = command("model", "predict", "--input", "[[1, 2], [1, 2]]")
    assert said.out == f"{single['result']}\n" * 2
    assert sha256[:12] in said.err


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("predict", "--input", "[1]"), "p2p.task.input_invalid"),
        (("predict", "--input", "nonsense"), "p2p.task.input_invalid"),
        (("predict", "--input", "[1, 2]", "--model", "../../x"), "p2p.model.unknown"),
        (("predict", "--data", "/none.csv"), "p2p.data.invalid"),
        (("publish", "00000000-0000-4000-8000-000000000001"), "p2p.session.unknown"),
        (("publish", "../-x"), "p2p.session.unknown"),
        (("import", "/none.safetensors"), "p2p.file.refused"),
    ],
)
def test_what_cannot_be_done_is_refused_by_code(command, write_model, words, code: str) -> None:
    command("model", "import", write_model()[0], "--publish")
    said = command("model", *words, "--json")
    assert (said.code, said.json["error"]["code"]) == (1, code)


@pytest.mark.parametrize("words", [(), ("--input", "[1]", "--data", "x.csv"), ("--input", "[1]", "--label", "x")])
def test_a_prediction_has_one_source(command, words) -> None:
    assert command("model", "predict", *words).code == 2
