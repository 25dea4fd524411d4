"""One seed in a small project: every family is judged, and the same seed gives the same weights again."""

import json
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest

from gates.cases.half import parse_half
from learning.examples import pack_examples
from learning.plan import LocalTraining, ModelSpec, Strategy, TrainingPlan
from learning.text.specs import ClassifierSpec, VectorizerSpec
from p2p.agent.assistant.encoder import Tokens
from tasks.computing.computations import Encoded, Simulate, Skew
from tasks.data.case_features import PATH, case_texts, pack_features
from tasks.data.digits import write_digits
from tasks.data.encoded_texts import encoded_path
from tasks.data.texts import PreparedText, PreparedTexts, texts_bytes
from tasks.project.all_parameters import load_project
from tasks.project.files import PROJECT_ROOT
from tasks.runs.baseline import BaselineRun
from tasks.runs.classification.computations import Classify
from tasks.runs.generality.computations import METHODS, RunSeed
from tasks.runs.generality.worker import run_seed
from tests.gates.cases.small_half import write_held_out

PROJECT = load_project(PROJECT_ROOT)
UTTERANCE = "light number 0"
NO_TOKENS = Tokens(np.zeros((0, 768), dtype=np.float32), ())


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("project")
    files = write_held_out(root)
    texts = [*case_texts(parse_half(files)), UTTERANCE]
    (root / "data" / PATH).parent.mkdir(parents=True)
    vectors_NH = np.random.default_rng(0).normal(size=(len(texts), 384)).astype(np.float32)
    (root / "data" / PATH).write_bytes(pack_features(texts, vectors_NH, dict.fromkeys(texts, NO_TOKENS)))
    items = tuple(
        PreparedText(text=f"{word} number {number}", label=label, side="either", group=8 * label + number)
        for label, word in enumerate(("light", "weather"))
        for number in range(8)
    )
    content = texts_bytes(PreparedTexts(dataset="utterances", labels=("light", "weather"), similarity=0.8, removed=0, items=items))
    (root / "data/texts").mkdir()
    (root / "data" / encoded_path("utterances", "features")).parent.mkdir()
    labels_N = np.array([item.label for item in items], dtype=np.int64)
    vectors_NH = np.random.default_rng(1).normal(size=(len(items), 384)).astype(np.float32)
    (root / "data" / encoded_path("utterances", "features")).write_bytes(pack_examples(vectors_NH, labels_N))
    (root / "data/texts/utterances.json").write_bytes(content)
    (root / "data/digits").symlink_to(PROJECT_ROOT / "data/digits")
    registry = json.loads((PROJECT_ROOT / "data/registry.json").read_text())
    for dataset in registry["datasets"]:
        if dataset["name"] == "utterances_texts":
            dataset["files"][0]["sha256"] = sha256(content).hexdigest()
    (root / "data/registry.json").write_text(json.dumps(registry))
    write_digits(PROJECT_ROOT, PROJECT.data.digits)
    return root


def asked(seed: int) -> RunSeed:
    run = BaselineRun(PROJECT.baseline.reduced.model_copy(update={"hidden_sizes": (4,), "num_rounds": 1, "num_clients": 2}))
    classify = Classify(
        dataset="utterances",
        vectorizer=VectorizerSpec(character_gram_size=3, min_documents=1),
        classifier=ClassifierSpec(smoothing=0.3, temper=0.3, steps=2, batch_size=10, learning_rate=1.0),
        test_fraction=0.25,
        seeds=(seed,),
        num_timed=1,
    )
    skew = Skew(dataset="digits", alpha=1.0, min_size=1)
    simulations = {method: Simulate(skew=skew, plan=run.plan(method, seed)) for method in METHODS}
    dealt = Encoded(form="features", test_fraction=0.25, split_seed=0)
    router = Simulate(
        skew=Skew(dataset="utterances", alpha=10.0, min_size=1, encoded=dealt),
        plan=TrainingPlan(
            model=ModelSpec(kind="mlp", layer_sizes=(384, 2)),
            local=LocalTraining(epochs=1, batch_size=4, learning_rate=0.1),
            codec="int8", strategy=Strategy(name="fedavg"), num_rounds=1, num_clients=2, clients_per_round=2, min_clients=2, seed=seed,
        ),
    )  # fmt: skip
    return RunSeed(seed=seed, top_k=3, router=router, classify=classify, references={"distributed_reference": simulations})


def test_a_seed_runs_whole_and_again_to_the_same_weights(project: Path) -> None:
    first, again, other = (run_seed(project, asked(seed)) for seed in (0, 0, 1))
    assert first.weights_sha256 == again.weights_sha256 != other.weights_sha256
    assert first.weights == again.weights and {"classifier", "router", "distributed_reference.fedavg_int8"} <= set(first.weights)
    assert first.twins["distributed_reference"].weights_sha256 == first.weights["distributed_reference.fedavg_int8"]
    families = set(first.paraphrases)
    assert families == set(first.tasks) - {"classification", "distributed_reference"} and len(families) == 6
    assert set(first.refusals) == {"cases", "paraphrases"}
    assert first.tasks["classification"].metrics["accuracy"] == 1.0
    assert first.tasks["distributed_reference"].metrics["int8_comm_savings_percent"] > 0


def test_an_agents_home_gets_the_same_router_and_changes_no_figure(project: Path, tmp_path: Path) -> None:
    alone, beside = (run_seed(project, asked(0).model_copy(update={"home": home})) for home in (None, tmp_path / "assistant"))
    assert alone.dialogues == {} and beside.dialogues["classification"].texts == (UTTERANCE,)
    card = json.loads((tmp_path / "assistant/router.json").read_text())
    assert card["weights_sha256"] == beside.weights["router"] and beside.weights == alone.weights
    assert {name: task.metrics for name, task in beside.tasks.items()} == {name: task.metrics for name, task in alone.tasks.items()}
