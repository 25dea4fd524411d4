"""The assistant's conversations: the encoder and the library stay in memory, and so does what each of the last conversations was told."""

import dataclasses
import gc
from collections import OrderedDict
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from learning.arrays import Float32Array
from p2p.agent.assistant.assistant import Assistant
from p2p.agent.assistant.encoder import Tokens
from p2p.agent.assistant.files import read_documents, read_passages, read_router
from p2p.agent.assistant.library import Library
from p2p.agent.assistant.memory import Memory
from p2p.agent.assistant.passages import NamedEncoder, SparedEncoder
from p2p.agent.assistant.reply import Reply
from p2p.agent.computing.operations import Converse, Said

if TYPE_CHECKING:
    from learning.models.minilm import EncodedTexts, MiniLm

MAX_CONVERSATIONS = 64
MAX_KEPT = 32
"""Of so many texts what the encoder said is kept."""


class Conversations:
    """`folder` holds the router and the documents; without them the assistant knows no intents and no documents.

    The encoder is asked for each turn, and once for the passages whose vectors do not lie beside the documents.
    """

    def __init__(self, folder: Path, encoder: NamedEncoder | None = None) -> None:
        self._folder = folder
        self._encoder = encoder or TurnEncoder()
        self._assistant: Assistant | None = None
        self._memories: OrderedDict[str, Memory] = OrderedDict()

    def reply(self, operation: Converse) -> Said:
        """The answer to one turn; the conversation that was silent longest is forgotten for a new one.

        Errors: ModelInvalidError (p2p.model.invalid), EncoderMalformedError (learning.encoder.malformed), DataMalformedError
        (learning.data.malformed).
        """
        if self._assistant is None:
            spared = SparedEncoder(self._encoder, read_passages(self._folder))
            self._assistant = Assistant(self._encoder, read_router(self._folder), Library.of(read_documents(self._folder), spared))
        memory = self._memories.pop(operation.conversation, Memory())
        reply, self._memories[operation.conversation] = self._assistant.reply(operation.text, memory, operation.today)
        while len(self._memories) > MAX_CONVERSATIONS:
            self._memories.popitem(last=False)
        return as_said(reply)


def as_said(reply: Reply) -> Said:
    """The reply as it leaves the computing process."""
    return Said.model_validate(dataclasses.asdict(reply))


class TurnEncoder:
    """MiniLM as the assistant has it, loaded at its first use; what it said of the last texts is kept, so that none is read twice in a turn."""

    def __init__(self) -> None:
        self._encoder: MiniLm | None = None
        self._last: OrderedDict[str, EncodedTexts] = OrderedDict()
        self._read: tuple[str | None, Tokens] = None, Tokens(np.zeros((0, 0), dtype=np.float32), ())

    def encode(self, texts: Sequence[str], /) -> Float32Array:
        """The vectors of `texts`; what is said of one that comes alone is kept."""
        if len(texts) != 1:
            return self._loaded.encode(texts).features_NH
        self._last[texts[0]] = kept = self._last.pop(texts[0], None) or self._loaded.encode(texts)
        while len(self._last) > MAX_KEPT:
            self._last.popitem(last=False)
        return kept.features_NH

    def tokens(self, text: str, /) -> Tokens:
        """The text token by token; those of the last one are kept."""
        if self._read[0] != text:
            kept = self._last.get(text)
            self._read = text, Tokens(*self._loaded.token_states(text, None if kept is None else kept.activations_TH))
        return self._read[1]

    @property
    def sha256(self) -> str:
        """What makes the vectors."""
        return self._loaded.sha256

    @property
    def _loaded(self) -> "MiniLm":
        if self._encoder is None:
            # torch comes with it, which a child that never converses does without.
            from learning.models.minilm import MiniLm

            self._encoder = MiniLm(precision="float32")
            # torch's hundred thousands of objects stay: else the collector looks at all of them in the midst of a turn
            gc.freeze()
        return self._encoder
