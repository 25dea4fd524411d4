"""`python -m tasks.agents.relating.training`: train the network that relates turns to what was told, on the project's labelled conversations.

Its networks are trained side by side, each from a seed of its own; `--steps N` says how long. A twentieth of the conversations, by the hash of
their first turns, is kept aside; how often the network is right on them is said at the end. `--measure` only says that of the network that
stands.
"""

# N networks, F facts.

import argparse
import random
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from hashlib import sha256
from itertools import chain
from multiprocessing import get_context
from pathlib import Path

import numpy as np

from core.errors import CodedError
from learning.adapter import WIDTH
from learning.arrays import BFloat16Bits, Float16Array, Float32Array
from learning.models.minilm import MiniLm
from learning.models.relation_network import make_relation_network, train_relation_network
from learning.models.transformer import arrays_of, use_one_core
from learning.relations import ANSWERS, Lesson
from learning.tensors import Tensors, write_tensors
from p2p.agent.assistant.encoder import Tokens
from p2p.agent.assistant.layers import Weights, packed
from p2p.agent.assistant.memory import Memory
from p2p.agent.assistant.relating.relations import FILE, FORMAT, Relations, relations_of
from p2p.agent.assistant.relating.scene import LINKING, NUM_MARKS, NUM_RULE_SIGNS, NUM_SIGNS, TURN_KINDS, TurnKind
from p2p.agent.assistant.relating.scenes import Scenes
from tasks.agents.acts import further_turns, labelled_acts, labelled_kinds
from tasks.agents.parsing.cases import read_cases
from tasks.agents.relating.cases import Conversation, LabelledTurn, read_conversations
from tasks.agents.relating.replaying import Moment, Replay, with_joined, without_some
from tasks.project.files import PROJECT_ROOT

RELATIONS_PATH = f"p2p/agent/assistant/relating/{FILE}"
SHAPE = {
    "states": 2 * WIDTH, "marks": NUM_MARKS, "signs": NUM_SIGNS, "rule_signs": NUM_RULE_SIGNS, "before": len(LINKING), "kinds": len(TURN_KINDS),
}  # fmt: skip
SEED = 1
NUM_NETWORKS = 2
ASIDE = 20
BESIDE_SHARE = 0.2
"""So many conversations are replayed beside facts of another one."""
MAX_BESIDE = 5
LEFT_OUT_SHARE = 0.4
"""Each conversation is replayed once more without so many of the turns that tell something."""
JOINED_SHARE = 0.5
"""There so many of the turns that tell something behind another such are joined to it."""
FURTHER_SHARE = 0.2
"""So many turns of other kinds of conversations are added, each after some conversation, for what they do alone."""
MAX_FURTHER_LETTERS = 200
_KINDS_OF_ACTS: dict[str, TurnKind] = {
    "tell": "tell", "correct": "tell", "fragment": "tell", "ask": "ask", "list": "list", "forget": "forget", "forget_all": "forget_all",
}  # fmt: skip


class KeptEncoder:
    """The encoder, which works on each text once."""

    def __init__(self) -> None:
        self._encoder = MiniLm(precision="bfloat16")
        self._features: dict[str, Float32Array] = {}
        self._tokens: dict[str, tuple[Float16Array, Sequence[tuple[int, int]]]] = {}
        self._read: dict[str, BFloat16Bits] = {}

    def encode(self, texts: Sequence[str], /) -> Float32Array:
        """The vectors [texts, 384] of the texts."""
        if new := [text for text in dict.fromkeys(texts) if text not in self._features]:
            encoded = self._encoder.encode(new)
            ends_N = np.cumsum(encoded.lengths_N)
            self._features |= dict(zip(new, encoded.features_NH, strict=True))
            self._read |= dict(zip(new, np.split(encoded.activations_TH, ends_N[:-1]), strict=True))
        return np.stack([self._features[text] for text in texts])

    def tokens(self, text: str, /) -> Tokens:
        """The text token by token; half precision is kept of it."""
        if text not in self._tokens:
            states_LE, spans = self._encoder.token_states(text, self._read.pop(text, None))
            self._tokens[text] = states_LE.astype(np.float16), spans
        states_LE, spans = self._tokens[text]
        return Tokens(states_LE.astype(np.float32), spans)


class _Lessons:
    """The moments of the conversations, and those beside other conversations, as the network takes them."""

    def __init__(self, conversations: Sequence[Conversation], further: Sequence[LabelledTurn], drawn: random.Random) -> None:
        self._drawn = drawn
        self._encoder = KeptEncoder()
        self._encoder.encode([text for one in conversations for turn in one.turns for text in (turn.text, *turn.facts)])
        self._scenes = Scenes(self._encoder)
        self._moments: list[Moment] = []
        memories: list[Memory] = []
        for conversation in conversations:
            replay = Replay(self._encoder, self._scenes)
            self._moments += replay.moments(conversation)
            memories.append(replay.memory)
        self._moments += chain.from_iterable(self._beside(one, memories) for one in conversations if drawn.random() < BESIDE_SHARE)
        changed = (with_joined(without_some(one, drawn, LEFT_OUT_SHARE), drawn, JOINED_SHARE) for one in conversations)
        self._moments += chain.from_iterable(map(self._replayed, changed))
        num_further = min(len(further), int(FURTHER_SHARE * len(self._moments)))
        self._moments += [self._further(turn, memories) for turn in drawn.sample(further, num_further)]

    def for_a_pass(self) -> list[Lesson]:
        """All moments."""
        return [moment.lesson() for moment in self._moments]

    def _replayed(self, conversation: Conversation, memory: Memory | None = None) -> Iterator[Moment]:
        return Replay(self._encoder, self._scenes, memory).moments(conversation)

    def _beside(self, conversation: Conversation, memories: Sequence[Memory]) -> Iterator[Moment]:
        """The moments of a conversation before which some of another's facts were told, a few turns ago."""
        other = self._drawn.choice(memories)
        facts = other.facts[: self._drawn.randint(1, MAX_BESIDE)]
        before = Memory(facts=facts, num_told=len(facts), num_turns=other.num_turns + self._drawn.randint(1, 4))
        return self._replayed(conversation, before)

    def _further(self, turn: LabelledTurn, memories: Sequence[Memory]) -> Moment:
        """A turn at the end of some conversation, with which it has nothing to do."""
        return replace(Replay(self._encoder, self._scenes, self._drawn.choice(memories)).moment(turn), is_of=None)


def kind_of_act(act: str) -> TurnKind:
    """What a turn does that is labelled so."""
    return _KINDS_OF_ACTS.get(act, "other")


def further_kinds(root: Path) -> list[LabelledTurn]:
    """Requests for work, and as many of the other labelled turns, each with what it does.

    Errors: DataMissingError (gates.data.missing), DataAlteredError (gates.data.altered), DataMalformedError (learning.data.malformed).
    """
    acts: dict[str, TurnKind] = {turn.text: kind_of_act(turn.label) for turn in (*labelled_acts(root), *further_turns(root))}
    others: dict[str, TurnKind] = {
        turn.text: "other" for turn in labelled_kinds(root) if turn.label not in ("memory", "tool", "instruction")
    }
    turns = [LabelledTurn(kind=kind, text=text) for text, kind in (others | acts).items()]
    works = [LabelledTurn(kind="other", text=case.text) for case in read_cases(root)]
    short = [[turn for turn in some if len(turn.text) <= MAX_FURTHER_LETTERS] for some in (turns, works)]
    return [*short[0], *short[1][:: max(1, len(short[1]) // len(short[0]))]]


def is_aside(conversation: Conversation) -> bool:
    """Whether a conversation is kept aside."""
    return int(sha256(conversation.turns[0].text.encode()).hexdigest(), 16) % ASIDE == 0


def train(conversations: Sequence[Conversation], further: Sequence[LabelledTurn], num_steps: int) -> bytes:
    """The file of the network: networks of different seeds, each trained in a process of its own."""
    with ProcessPoolExecutor(NUM_NETWORKS, mp_context=get_context("spawn")) as pool:
        networks = list(pool.map(partial(taught, conversations, further, num_steps), range(NUM_NETWORKS)))
    return file_of({name: np.stack([arrays[name] for arrays in networks]) for name in networks[0]})


def taught(conversations: Sequence[Conversation], further: Sequence[LabelledTurn], num_steps: int, place: int) -> dict[str, Float32Array]:
    """The weights of one of the networks."""
    use_one_core()
    seed = SEED + place
    lessons = _Lessons(conversations, further, random.Random(seed))

    def tell(step: int, loss: float) -> None:
        sys.stderr.write(f"network {place + 1}: {step} of {num_steps} steps, loss {loss:.3f}\n")
        sys.stderr.flush()

    return arrays_of(train_relation_network(make_relation_network(SHAPE, seed), lessons.for_a_pass, num_steps, seed, tell))


def file_of(weights: Weights) -> bytes:
    """The network's file; each of `weights` has the networks as its first axis."""
    return write_tensors(Tensors(packed(weights), FORMAT))


@dataclass(frozen=True, slots=True)
class Counts:
    """How often the network was right: of all turns by their kinds, of questions by all facts and by the best, of what tells or orders to forget by all facts."""

    turns: tuple[int, int] = (0, 0)
    asked: tuple[int, int] = (0, 0)
    best: tuple[int, int] = (0, 0)
    unanswered: tuple[int, int] = (0, 0)
    voided: tuple[int, int] = (0, 0)

    def __str__(self) -> str:
        return (
            f"kinds of turns {_share(self.turns)}; questions: all facts {_share(self.asked)}, the best {_share(self.best)}, "
            f"none {_share(self.unanswered)}; facts made void {_share(self.voided)}"
        )


def _share(of: tuple[int, int]) -> str:
    return f"{of[0]} of {of[1]}"


def count_right(relations: Relations, conversations: Sequence[Conversation]) -> Counts:
    """How often the network is right on conversations, each turn with the memory as the labels leave it."""
    encoder = KeptEncoder()
    scenes = Scenes(encoder)
    found: dict[str, list[bool]] = {name: [] for name in ("turns", "asked", "best", "unanswered", "voided")}
    for conversation in conversations:
        for moment in Replay(encoder, scenes).moments(conversation):
            lesson = moment.lesson()
            related = relations.relate(lesson.scene)
            found["turns"].append(max(related.kinds, key=lambda kind: related.kinds[kind]) == moment.kind)
            if moment.is_of is None or not moment.facts:
                continue
            chances = related.answers if lesson.relation == ANSWERS else related.voids
            is_right = [chance > 0.5 for chance in chances] == list(moment.is_of)
            found["asked" if lesson.relation == ANSWERS else "voided"].append(is_right)
            if lesson.relation == ANSWERS and any(moment.is_of):
                found["best"].append(moment.is_of[int(np.argmax(chances))])
            elif lesson.relation == ANSWERS:
                found["unanswered"].append(is_right)
    return Counts(**{name: (sum(right), len(right)) for name, right in found.items()})


def main() -> int:
    """Train, write the network, say how it does on the conversations kept aside; 0, or 1 with the reason."""
    arguments = argparse.ArgumentParser(description="Train the network that relates turns to what was told.")
    arguments.add_argument("--steps", type=int, default=4_000)
    arguments.add_argument("--measure", action="store_true")
    asked = arguments.parse_args()
    path: Path = PROJECT_ROOT / RELATIONS_PATH
    try:
        conversations = read_conversations(PROJECT_ROOT)
        if not asked.measure:
            path.write_bytes(train([one for one in conversations if not is_aside(one)], further_kinds(PROJECT_ROOT), asked.steps))
        relations = relations_of(path.read_bytes())
    except CodedError as error:
        sys.stderr.write(f"{error.code}: {error}\n")
        return 1
    sys.stdout.write(f"{count_right(relations, [one for one in conversations if is_aside(one)])}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
