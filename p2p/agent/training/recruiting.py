"""Whom a training can count on: every peer is asked whether it is ready, and those that are must fit together."""

import json
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import repeat

from pydantic import JsonValue, ValidationError

from core.errors import CodedError
from core.ids import PeerId, parse_peer_id
from learning.codecs.names import parse_codec_name
from learning.errors import PlanInvalidError
from learning.plan import TrainingPlan, parse_plan
from learning.strategies.registry import strategy_named
from p2p.agent.client.agent import AgentClient
from p2p.agent.corpora.readiness import agree
from p2p.agent.corpora.store import Readiness
from p2p.agent.errors import SessionTooFewError
from p2p.agent.models.card import ModelTerms
from p2p.errors import MessageMalformedError

ASK_TIMEOUT_S = 20.0
MAX_AT_ONCE = 16


@dataclass(frozen=True, slots=True)
class Recruit:
    """A peer that was asked: what its corpus is like, or the code and the message with which it is out."""

    peer: PeerId
    readiness: Readiness | None = None
    code: str = ""
    message: str = ""


@dataclass(frozen=True, slots=True)
class TrainingOptions:
    """What a person chooses of a training; `min_clients` 0 means two, or one where one was asked.

    `settings` are more of the plan's strategy and local training, each as `strategy.NAME=VALUE` or `local.NAME=VALUE`. They go before
    the other fields: `local.num_steps` takes the place of `epochs`, an optimiser without momentum that of `momentum`.
    """

    strategy: str
    codec: str
    hidden: tuple[int, ...]
    num_rounds: int
    epochs: int
    batch_size: int
    learning_rate: float
    momentum: float
    seed: int
    min_clients: int = 0
    settings: tuple[str, ...] = ()


def check_options(options: TrainingOptions) -> None:
    """Refuse a strategy or a codec that there is not, and settings that cannot be read, before anybody is asked.

    Errors: StrategyUnknownError (learning.strategy.unknown), CodecUnknownError (learning.codec.unknown), each with the choices;
    PlanInvalidError (learning.plan.invalid).
    """
    strategy_named(options.strategy)
    parse_codec_name(options.codec)
    _methods(options)


def recruit(client: AgentClient, peers: Sequence[str], corpus: str) -> tuple[Recruit, ...]:
    """What each of `peers` says, in their order; whoever does not answer is out with its code.

    Errors: IdMalformedError (core.id.malformed).
    """
    asked = [parse_peer_id(peer) for peer in peers]
    with ThreadPoolExecutor(MAX_AT_ONCE) as threads:
        return tuple(threads.map(_ask, repeat(client), asked, repeat(corpus)))


def plan_for(recruits: Sequence[Recruit], options: TrainingOptions) -> tuple[TrainingPlan, ModelTerms]:
    """The plan for those who are ready, each of them in every round, and the names on which they agree.

    Errors: SessionTooFewError (p2p.session.too_few) with the reasons, CorpusMismatchError (p2p.corpus.mismatch), PlanInvalidError
    (learning.plan.invalid), and those of `check_options`.
    """
    check_options(options)
    ready = {one.peer: one.readiness for one in recruits if one.readiness is not None}
    min_clients = options.min_clients or max(1, min(2, len(recruits)))
    if len(ready) < min_clients:
        reasons = "; ".join(f"{one.peer}: {one.code}" for one in recruits if one.readiness is None) or "nobody else was asked"
        raise SessionTooFewError(f"too few peers are ready: {reasons}"[:900], need=min_clients, have=len(ready))
    agreement = agree(ready)
    terms = agreement.terms
    raw: dict[str, JsonValue] = {
        "model": {"kind": "mlp", "layer_sizes": [len(terms.features), *options.hidden, len(terms.classes)]},
        **_methods(options),
        "codec": options.codec,
        "num_rounds": options.num_rounds,
        "num_clients": len(ready),
        "clients_per_round": len(ready),
        "min_clients": min_clients,
        "seed": options.seed,
        "normalisation": agreement.normalisation.model_dump(mode="json"),
    }
    return parse_plan(raw), terms


def _methods(options: TrainingOptions) -> dict[str, JsonValue]:
    """The plan's local training and strategy, with the settings in them."""
    given = _given(options.settings)
    local: dict[str, JsonValue] = {"batch_size": options.batch_size, "learning_rate": options.learning_rate}
    if "num_steps" not in given["local"]:
        local["epochs"] = options.epochs
    if given["local"].get("optimiser", "sgd") == "sgd":
        local["momentum"] = options.momentum
    return {"local": local | given["local"], "strategy": {"name": options.strategy, **given["strategy"]}}


def _given(settings: Sequence[str]) -> dict[str, dict[str, JsonValue]]:
    """The settings by section and name; a value that is no JSON is text."""
    given: dict[str, dict[str, JsonValue]] = {"local": {}, "strategy": {}}
    for setting in settings:
        key, is_given, text = setting.partition("=")
        section, _, name = key.partition(".")
        if not is_given or section not in given or key == "strategy.name":
            raise PlanInvalidError(
                "a setting is strategy.NAME=VALUE or local.NAME=VALUE, and never the strategy's name", setting=setting[:64]
            )
        try:
            given[section][name] = json.loads(text)
        except (ValueError, RecursionError):
            given[section][name] = text
    return given


def _ask(client: AgentClient, peer: PeerId, corpus: str) -> Recruit:
    try:
        answer = client.ask(peer, "train", {"corpus": corpus}, ASK_TIMEOUT_S)
    except CodedError as error:
        return Recruit(peer, code=error.code, message=error.message)
    if answer.error is not None:
        return Recruit(peer, code=answer.error["code"], message=answer.error["message"])
    try:
        return Recruit(peer, Readiness.model_validate_json(json.dumps(answer.output)))
    except ValidationError:
        return Recruit(peer, code=MessageMalformedError.code, message="the peer's answer cannot be read")
