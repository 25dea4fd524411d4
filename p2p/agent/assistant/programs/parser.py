"""The parser: reads in a text the program whose value is the reply that it asks for.

It writes functions, words of a small vocabulary, and pointers to pieces of the text; the grammar of programs bounds what may follow what,
and a beam is searched for the likeliest. Networks that were trained apart judge together: what counts is the mean of their chances. `python -m tasks.agents.parsing.training` trains it on `data/own/assistant/programs.jsonl`.
"""

# N networks, L pieces of the text, B programs in the beam, V words of the vocabulary, A words and pieces.

import json
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache
from importlib.resources import files
from itertools import takewhile
from typing import Any, cast

import numpy as np

from learning.arrays import Float32Array, all_finite
from learning.errors import EncoderMalformedError
from learning.pointers import LAST, NUMBER, TEXT, WORD, Action
from learning.tensors import read_tensors
from p2p.agent.assistant.encoder import Tokens
from p2p.agent.assistant.layers import mean_chances, turned, unpacked
from p2p.agent.assistant.programs.language import FUNCTIONS, Program, Worked, call, work
from p2p.agent.assistant.programs.pieces import Pieces, marks_of
from p2p.agent.assistant.programs.transformer import TABLES, Writer
from p2p.agent.assistant.programs.values import ProgramError, number_in

FILE = "parser.safetensors"
FORMAT = {"format": "program-parser", "version": "3"}
START, TURN, END = "start", "turn", "end"
TURNS = ("tell", "correct", "fragment", "ask", "list", "forget", "forget_all", "other", "document", "intent", "stranger")
"""What a turn does that asks for no program: to the memory, to no memory, or of which kind it is."""
MAX_READ = 2_000
"""Characters of the longest text that is read."""
BEAM = 4
MAX_ACTIONS = 100
_MIN_CHANCE = math.exp(-20)

Word = tuple[str, Any]
"""A word of the vocabulary: ("start" or "end", ""), ("turn", one of `TURNS`), ("function", its name), ("text", …), ("number", a Fraction), or ("truth", also None)."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a program makes, the program itself, and how likely the parser holds it to be meant."""

    worked: Worked
    program: Program
    chance: float


@dataclass(frozen=True, slots=True)
class Parsing:
    """How likely a text asks for no program but is one of `TURNS`.

    reading: searches the likeliest program that has a value; None where the text is likelier such a turn, or no program is as likely as
    is asked for. The higher that is, the sooner a search in vain ends.
    """

    turns: Mapping[str, float]
    reading: Callable[[float], Reading | None]


@dataclass(frozen=True, slots=True)
class _Beam:
    """A program that is being written.

    calls: the functions whose arguments are still to come, each with how many it has; parent: its place in the beam of the step before.
    """

    score: float
    actions: tuple[Action, ...]
    calls: tuple[tuple[str, int], ...] = ()
    parent: int = 0

    @property
    def is_pointing(self) -> bool:
        """Whether it ends in a first piece, so that a last one follows."""
        return self.actions[-1][0] in (TEXT, NUMBER)

    @property
    def is_whole(self) -> bool:
        """Whether nothing is missing."""
        return len(self.actions) > 1 and not self.calls and not self.is_pointing


class Parser:
    """`weights` are the networks' arrays as `learning.tensors` reads them, each with the networks as its first axis; `words` is their vocabulary in its order."""

    def __init__(self, weights: Mapping[str, Float32Array], words: Sequence[Word]) -> None:
        self.weights = weights
        self.words = words
        # truth equals 1: words are told apart by their kind, too
        self._number = {word: place for place, word in enumerate(words)}
        missing = {(START, ""), (END, ""), *((TURN, name) for name in TURNS)} - self._number.keys()
        if missing or any(kind == "function" and value not in FUNCTIONS for kind, value in words):
            raise ValueError("the vocabulary lacks a word that every program needs, or has a function that is none")
        is_whole = (
            all(all_finite(array) and len(array) for array in weights.values()) and len({len(array) for array in weights.values()}) == 1
        )
        if not is_whole or weights["emb.weight"].shape[1] != len(words):
            raise ValueError("the weights are not those of the vocabulary")
        self._turned = turned(weights, TABLES)
        self._functions = np.array([kind == "function" for kind, _ in words])
        self._turns = np.array([self._number[TURN, name] for name in TURNS])
        self._start = _Beam(0.0, ((WORD, self._number[START, ""]),))

    def read(self, text: str, tokens: Tokens, today: date | None = None) -> Parsing | None:
        """What the text asks for, on that day; None where it is too long, or the encoder did not see all of it."""
        pieces = Pieces(text, tokens.spans)
        if len(text) > MAX_READ or not 0 < len(tokens.spans) <= self.weights["pos.weight"].shape[1] or text[tokens.spans[-1][1] :].strip():
            return None
        writer = Writer(self._turned, tokens.states_LE, marks_of(pieces))
        scores = writer.step([self._start.actions[-1]], np.array([0]))
        return Parsing(self._turn_chances(*scores), lambda least: self._reading(pieces, self._search(writer, *scores, least), today))

    def _turn_chances(self, words_NBV: Float32Array, pieces_NB3L: Float32Array) -> dict[str, float]:
        """How likely each of `TURNS` is, by the scores of what comes first."""
        chances_A = self._chances([self._start], words_NBV, pieces_NB3L)[0]
        return dict(zip(TURNS, chances_A[self._turns].tolist(), strict=True))

    def _reading(self, pieces: Pieces, found: Sequence[_Beam], today: date | None) -> Reading | None:
        """The first of what was found that has a value, if no turn without a program is likelier."""
        for beam in found:
            if beam.actions[1][0] == WORD and beam.actions[1][1] in self._turns:
                return None
            try:
                program = self._built(beam.actions[1:], pieces)
                return Reading(work(program, today), program, math.exp(beam.score))
            except ProgramError:
                continue
        return None

    def _search(self, start: Writer, words_NBV: Float32Array, pieces_NB3L: Float32Array, least: float) -> list[_Beam]:
        """The likeliest whole programs, best first, of those that are as likely as `least`; given are the scores of what comes first."""
        writer, least_score = copy(start), math.log(least) if least > 0 else -math.inf
        beams = [self._start]
        whole: list[_Beam] = []
        for _ in range(MAX_ACTIONS):
            grown = self._grown_of_all(beams, words_NBV, pieces_NB3L)
            beams = []
            for beam in takewhile(lambda one: one.score >= least_score, grown):
                (whole if beam.is_whole else beams).append(beam)
                if len(beams) == BEAM:
                    break
            if not beams or (whole and max(beam.score for beam in whole) > beams[0].score):
                break
            words_NBV, pieces_NB3L = writer.step([beam.actions[-1] for beam in beams], np.array([beam.parent for beam in beams]))
        return sorted(whole, key=lambda one: -one.score)

    def _grown_of_all(self, beams: Sequence[_Beam], words_NBV: Float32Array, pieces_NB3L: Float32Array) -> Iterator[_Beam]:
        """The few likeliest continuations of each program that the grammar allows, the likeliest of all first."""
        chances_BA = self._chances(beams, words_NBV, pieces_NB3L)
        best_BK = np.argpartition(-chances_BA, BEAM, axis=1)[:, :BEAM]
        found = [
            (beams[place].score + math.log(chances_BA[place, number]), place, number)
            for place, numbers in enumerate(best_BK.tolist())
            for number in numbers
            if chances_BA[place, number] > _MIN_CHANCE
        ]
        num_words, num_pieces = len(self.words), pieces_NB3L.shape[3]
        for score, place, number in sorted(found, key=lambda one: -one[0]):
            piece = number - num_words
            if beams[place].is_pointing:
                action = (LAST, piece)
            else:
                action = (WORD, number) if piece < 0 else (TEXT, piece) if piece < num_pieces else (NUMBER, piece - num_pieces)
            yield self._grown(beams[place], place, action, score)

    def _chances(self, beams: Sequence[_Beam], words_NBV: Float32Array, pieces_NB3L: Float32Array) -> Float32Array:
        """How likely each word, each piece as first of a text, and each as first of a number follows each program [B, A]; of one that points to a first piece, each piece as the last, in the place of the first of a text."""
        scores_NBA = np.concatenate([words_NBV, pieces_NB3L[:, :, TEXT - 1], pieces_NB3L[:, :, NUMBER - 1]], axis=2)
        for place, beam in enumerate(beams):
            self._restrict(scores_NBA[:, place], beam, pieces_NB3L[:, place, LAST - 1])
        return mean_chances(scores_NBA)

    def _restrict(self, scores_NA: Float32Array, beam: _Beam, last_NL: Float32Array) -> None:
        """Set the scores of what may not follow a program to minus infinity."""
        if beam.is_pointing:
            first, num_words = beam.actions[-1][1], len(self.words)
            scores_NA[:] = -np.inf
            scores_NA[:, num_words + first : num_words + last_NL.shape[1]] = last_NL[:, first:]
            return
        name, given = beam.calls[-1] if beam.calls else ("", 0)
        function = FUNCTIONS.get(name)
        end = self._number[END, ""]
        if function is not None and given == function.most:
            end_N = scores_NA[:, end].copy()
            scores_NA[:] = -np.inf
            scores_NA[:, end] = end_N
        elif function is None or function.least == function.most or given < function.least:
            scores_NA[:, end] = -np.inf
        scores_NA[:, self._number[START, ""]] = -np.inf
        if len(beam.actions) > 1:
            scores_NA[:, self._turns] = -np.inf

    def _grown(self, beam: _Beam, place: int, action: Action, score: float) -> _Beam:
        """The program with one action more: a function that takes arguments opens a call, a value or an end may close some."""
        calls = list(beam.calls)
        kind, number = action
        name = cast(str, self.words[number][1]) if kind == WORD and self._functions[number] else ""
        if name and FUNCTIONS[name].most:
            calls.append((name, 0))
        elif kind in (WORD, LAST):
            if action == (WORD, self._number[END, ""]):
                calls.pop()
            while calls:
                name, given = calls.pop()
                function = FUNCTIONS[name]
                if not function.least == function.most == given + 1:
                    calls.append((name, given + 1))
                    break
        return _Beam(score, (*beam.actions, action), tuple(calls), place)

    def _built(self, actions: Sequence[Action], pieces: Pieces) -> Program:
        """The program that the actions write.

        Errors: ProgramError where a number is pointed at that is none.
        """
        following = iter(actions)
        end = (WORD, self._number[END, ""])

        def built(action: Action) -> Program:
            kind, number = action
            if kind == TEXT:
                return pieces.said(number, next(following)[1])
            if kind == NUMBER:
                return number_in(pieces.said(number, next(following)[1]))
            word, value = self.words[number]
            if word != "function":
                return value
            arguments: list[Program] = []
            function = FUNCTIONS[value]
            while len(arguments) < function.most or function.least != function.most:
                if (argument := next(following)) == end:
                    break
                arguments.append(built(argument))
            return call(value, tuple(arguments))

        return built(next(following))


@cache
def the_parser() -> Parser:
    """The parser that comes with the project.

    Errors: EncoderMalformedError (learning.encoder.malformed).
    """
    return parser_of((files("p2p.agent.assistant.programs") / FILE).read_bytes())


def parser_of(content: bytes) -> Parser:
    """The parser in the bytes of its file: each matrix in bytes with a scale for each row, and the vocabulary as JSON.

    Errors: EncoderMalformedError (learning.encoder.malformed).
    """
    found = read_tensors(content, EncoderMalformedError)
    if {key: found.metadata.get(key) for key in FORMAT} != FORMAT:
        raise EncoderMalformedError("the file holds no parser of reply programs in format version 3")
    try:
        words = [_word(kind, value) for kind, value in json.loads(found.metadata["words"])]
        return Parser(unpacked(found.arrays), words)
    except (LookupError, ValueError, TypeError, ArithmeticError) as error:
        raise EncoderMalformedError("the file holds no parser of reply programs") from error


def _word(kind: str, value: object) -> Word:
    return (kind, Fraction(str(value))) if kind == "number" else (kind, value)
