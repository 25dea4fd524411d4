"""The assistant: one text in, one reply out, and what it remembers from then on."""

# H width of the encoder, F features of a turn.

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from learning.arrays import Float32Array
from p2p.agent.assistant.conversation.acts import Act, act_features, act_head
from p2p.agent.assistant.conversation.again import asked_again
from p2p.agent.assistant.conversation.results import asked_of_result, told_of_result
from p2p.agent.assistant.conversation.telling import told
from p2p.agent.assistant.conversation.turns import (
    ASKED,
    MIN_ASKED,
    MIN_FORGETTING,
    MIN_NEAREST_SURENESS,
    MIN_SURENESS,
    MIN_VOIDING,
    MIN_VOIDING_UNSAID,
    TOLD,
    Turn,
    forgotten,
    likeliest,
    likely_places,
    listed,
    nearest,
    recalled,
)
from p2p.agent.assistant.conversation.wording import (
    after_lead,
    asks_by_date,
    is_personal,
    is_question,
    is_statement,
    kept_in,
    questions_in,
    says_forget,
    says_wrong,
    speaks_of_memory,
)
from p2p.agent.assistant.encoder import Encoder
from p2p.agent.assistant.head import Head
from p2p.agent.assistant.hearing import MAX_OTHER, Heard, acts_together, kinds_together
from p2p.agent.assistant.instructions.following import commanded, follow, worked_out
from p2p.agent.assistant.kinds import Kind, kind_head
from p2p.agent.assistant.library import Library
from p2p.agent.assistant.meaning import is_meant, least_chance
from p2p.agent.assistant.memory import Memory
from p2p.agent.assistant.programs.language import Worked
from p2p.agent.assistant.programs.parser import Parser, the_parser
from p2p.agent.assistant.relating.relations import Relating, Relations, the_relations
from p2p.agent.assistant.relating.scene import TurnKind
from p2p.agent.assistant.reply import Reply, Source, StepResult
from p2p.agent.assistant.router import Router
from p2p.agent.assistant.tools.chains import use_tools
from p2p.agent.assistant.tools.operations_said import Operation, masked, operation_features, operation_head
from p2p.agent.assistant.tools.references import leans_back
from p2p.agent.assistant.tools.toolbox import context_of

OUT_OF_SCOPE = "out_of_scope"
NUM_SOURCES = 5
MIN_SURE = 0.5
"""A question so likely to be about what was told is answered from that before a tool reads it."""
MIN_PART = 0.8
"""A part of a turn so likely to be about what was told is answered from that, whatever the turn prescribes beside."""
MIN_WORK = 0.08
"""What is less likely to be for a tool or an instruction is neither, whatever a grammar reads in its words."""
MIN_CHAINED = 0.12
"""What is so likely for a tool, and of which the tools understand several steps, is no instruction."""
MIN_TOOL_SHARE = 0.6
"""The same where they understand one step, if it is so likely for a tool beside an instruction."""
MIN_UNFORMED = 0.98
"""What is so likely for a tool prescribes no form of its result."""
MIN_READ = 0.5
"""What is so likely for a tool is reckoned where no grammar reads it."""
MIN_STRANGE = 0.65
"""What is so likely to be for nobody here has no intent."""
MIN_SCORE = 0.8
"""A passage that scores less is no answer."""
MIN_RIVAL_SCORE = 1.1
"""A passage that scores less is no answer either to what has an intent, or tells something: that is gone by, and the passage only named."""


@dataclass(frozen=True, slots=True)
class Assistant:
    """Answers from its tools, its memory and its library, and refuses what none of them can answer."""

    encoder: Encoder
    router: Router
    library: Library
    acts: Head[Act] = field(default_factory=act_head)
    kinds: Head[Kind] = field(default_factory=kind_head)
    operations: Head[Operation] = field(default_factory=operation_head)
    parser: Parser = field(default_factory=the_parser)
    relations: Relations = field(default_factory=the_relations)
    relating: Relating = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "relating", Relating(self.encoder, self.relations))

    def reply(self, text: str, memory: Memory, today: date) -> tuple[Reply, Memory]:
        """The answer to `text`, and the memory after it."""
        if (again := asked_again(text, memory.request)) is not None:
            reply, after = self._replied(again, memory, today)
            if reply.steps:
                return reply, replace(after, request=again)
        reply, after = self._replied(text, memory, today)
        if reply.intent == "memory" or after.num_told > memory.num_told:
            return reply, _after_turn(text, memory, after)
        return reply, replace(after, request=text) if reply.steps else after

    def _replied(self, text: str, memory: Memory, today: date) -> tuple[Reply, Memory]:
        """The answer to a request that stands by itself."""
        heard = self._heard(text, memory, today)
        if heard.act in TOLD and (named := told_of_result(text, memory.result)) != text:
            heard = self._heard(named, memory, today)
        if (turn := self._recalled_in_part(heard, memory)) is not None:
            return _of_memory(turn)
        reply, after = self._read(heard, memory, today)
        made = self._parsed(heard, memory, today, reply)
        if made is None:
            return reply, after
        return Reply(made.reply, "tools" if made.steps else "instruction", steps=made.steps), _after(memory, made.steps)

    def _parsed(self, heard: Heard, memory: Memory, today: date, reply: Reply) -> Worked | None:
        """What the parser makes of a turn, where that is likelier meant than `reply`."""
        if memory.result and leans_back(heard.text):
            if reply.steps or reply.intent == "memory":
                return None
            if (asked := asked_of_result(heard.text, memory.result)) == heard.text:
                return None
            heard = self._heard(asked, memory, today)
        elif kept_in(heard.text) is not None:
            return None
        least = least_chance(heard, reply)
        reading = heard.parsing.reading(least) if heard.parsing is not None and least <= 1 else None
        return reading.worked if reading is not None and is_meant(reading, heard, reply) else None

    def _read(self, heard: Heard, memory: Memory, today: date) -> tuple[Reply, Memory]:
        """The answer of all that reads a turn as a whole."""
        text, is_work = heard.text, heard.work >= MIN_WORK and not heard.is_surely_told
        if is_work and (ordered := commanded(text, today)) is not None:
            steps = tuple(step for step in use_tools(text, today)[-1:] if step.result == ordered)
            return Reply(ordered, "tools" if steps else "instruction", steps=steps), _after(memory, steps)
        if (speaks_of_memory(text) or memory.facts) and (turn := self._wished(heard, memory)) is not None:
            return _of_memory(turn)
        if is_work and (done := self._worked_out(heard, memory, today)) is not None:
            return done, _after(memory, done.steps)
        return self._answered(heard, _after(memory, ()))

    def _worked_out(self, heard: Heard, memory: Memory, today: date) -> Reply | None:
        """The reply of the tools, in the form that is prescribed; None where neither is asked for."""
        text, read = heard.text, self._operations if heard.kinds["tool"] >= MIN_READ else None
        before = context_of(memory.result) if memory.result and leans_back(text) else None
        steps = use_tools(text, today, read, before)
        worked = worked_out(text)
        prescribed = worked if worked is not None else follow(text, steps, today)
        if prescribed is not None and self._is_only_for_tools(
            heard, steps, is_form=worked is None and prescribed != follow(text, (), today)
        ):
            prescribed = None
        is_nothing = not steps and prescribed is None
        is_stated = is_statement(text) and heard.act in TOLD and heard.kinds["memory"] > heard.work
        if is_nothing or is_stated or (worked is None and self._is_of_documents(heard, bool(steps))):
            return None
        return Reply(prescribed if prescribed is not None else steps[-1].result, "tools" if steps else "instruction", steps=steps)

    def _is_only_for_tools(self, heard: Heard, steps: Sequence[StepResult], *, is_form: bool) -> bool:
        """Whether the tools' result is the reply as it is, whatever an instruction's grammar reads in the words; `is_form` where it only forms the result."""
        if not steps:
            return False
        if is_form:
            return heard.kinds["tool"] >= MIN_UNFORMED
        return heard.kinds["tool"] >= MIN_CHAINED if len(steps) > 1 else heard.kinds["tool"] > MIN_TOOL_SHARE * heard.kinds["instruction"]

    def _heard(self, text: str, memory: Memory, today: date | None = None) -> Heard:
        features_H = self._encoded(text)
        parsing = self.parser.read(text, self.encoder.tokens(text), today)
        related = self.relating.related(text, features_H, memory)
        features_F = act_features(text, features_H)
        chances = acts_together(self.acts.chances(features_F), parsing, related.kinds)
        kinds = kinds_together(self.kinds.chances(features_F), parsing, related.kinds)
        return Heard(text, features_H, chances, likeliest(text, memory, chances), kinds, parsing, related)

    def _wished(self, heard: Heard, memory: Memory) -> Turn | None:
        """The turn that surely wants something kept, forgotten, listed or recalled; None for any other."""
        text, chances = heard.text, heard.chances
        if kept_in(text) is not None and (heard.act in TOLD or not text.strip().endswith("?")):
            return self._told(heard, memory)
        if heard.act == "forget_all":
            return "Everything is forgotten.", Memory(num_told=memory.num_told)
        if heard.act == "list":
            return listed(memory)
        if heard.act == "forget":
            return forgotten(text, memory, heard.related.voids) or (
                ("There is nothing of that to forget.", memory) if says_forget(text) and chances["forget"] >= MIN_FORGETTING else None
            )
        is_sure = chances["ask"] >= MIN_SURE
        return recalled(text, heard.features_H, memory, heard.related.answers) if is_sure else None

    def _told(self, heard: Heard, memory: Memory, *, goes_on: bool = False) -> Turn:
        """The memory with what a turn tells."""
        voids = likely_places(heard.related.voids, MIN_VOIDING if heard.act == "correct" or says_wrong(heard.text) else MIN_VOIDING_UNSAID)
        return told(heard.text, memory, self._encoded, voids=voids, goes_on=goes_on)

    def _recalled_in_part(self, heard: Heard, memory: Memory) -> Turn | None:
        """The answer to a question about what was told that stands in a turn beside an instruction on the reply, or that a date makes look like one for a tool; None where there is none."""
        if asks_by_date(heard.text) and (turn := recalled(heard.text, heard.features_H, memory, heard.related.answers)) is not None:
            return turn
        if not memory.facts or heard.kinds["memory"] > heard.work:
            return None
        for part in questions_in(heard.text):
            inner = self._heard(part, memory)
            if inner.chances["ask"] >= MIN_PART and (turn := recalled(part, inner.features_H, memory, inner.related.answers)) is not None:
                return turn
        return None

    def _is_of_documents(self, heard: Heard, has_steps: bool) -> bool:
        """Whether a passage answers what is likelier asked of the documents, or surely answers a question that no tool does."""
        is_likelier = heard.kinds["document"] > heard.work
        if not is_likelier and (has_steps or not is_question(heard.text)):
            return False
        score = MIN_SCORE - heard.ease if is_likelier else MIN_RIVAL_SCORE
        return _reaches(self.library.rank_encoded(heard.text, heard.features_H, 1), score)

    def _operations(self, clause: str) -> Mapping[Operation, float]:
        """How likely each operation is of what a clause does with its numbers."""
        return self.operations.chances(operation_features(clause, self._encoded(masked(clause))))

    def _encoded(self, text: str) -> Float32Array:
        return self.encoder.encode([text])[0]

    def _answered(self, heard: Heard, memory: Memory, *, has_lead: bool = True) -> tuple[Reply, Memory]:
        """The answer to what is neither a wish nor for a tool: what was told, a document's, a note, a known intent, or a refusal."""
        text, features_H, chances, act = heard.text, heard.features_H, heard.chances, heard.act
        if has_lead and act == "other" and (rest := after_lead(text)) is not None:
            return self._answered(self._heard(rest, memory), memory, has_lead=False)
        sureness = chances["ask"] / sum(chances[act] for act in ASKED)
        if is_question(text) and is_personal(text):
            sureness = max(sureness, MIN_ASKED)
        is_asked = act not in TOLD and sureness >= MIN_SURENESS
        if is_asked and (turn := recalled(text, features_H, memory, heard.related.answers)) is not None:
            return _of_memory(turn)
        turn = self._told(heard, memory, goes_on=act == "fragment") if heard.is_told else None
        if turn is None and memory.num_told and sureness >= MIN_NEAREST_SURENESS:
            turn = nearest(text, features_H, memory, heard.related.answers)
        return self._routed(heard, memory, turn)

    def _routed(self, heard: Heard, memory: Memory, turn: Turn | None) -> tuple[Reply, Memory]:
        """The answer of a document, where one fits so well; else of the memory, a known intent, or a refusal."""
        text = heard.text
        intent = None if heard.kinds["stranger"] >= MIN_STRANGE else self.router.intent_of(heard.features_H)[0]
        sources = self.library.rank_encoded(text, heard.features_H, NUM_SOURCES)
        is_rival = turn is not None or (intent is not None and heard.kinds["intent"] > heard.kinds["document"])
        if _reaches(sources, (MIN_RIVAL_SCORE if is_rival else MIN_SCORE) - heard.ease) and (intent is None or is_question(text)):
            return Reply(sources[0].passage, "documents", sources=sources), turn[1] if turn else memory
        named = sources if _reaches(sources, MIN_SCORE - heard.ease) else ()
        if turn is not None:
            return _of_memory(turn, named)
        if intent is not None:
            return Reply(f"This is a request of the kind {intent.replace('_', ' ')}.", intent, sources=named), memory
        if is_statement(text) and heard.otherness <= MAX_OTHER:
            return _of_memory(self._told(heard, memory))
        return Reply("I cannot help with that.", OUT_OF_SCOPE, is_refused=True, sources=sources), memory


def _after(memory: Memory, steps: Sequence[StepResult]) -> Memory:
    """The memory after a turn with these steps: the last one's result is what the next turn may mean."""
    result = steps[-1].result if steps else ""
    return memory if result == memory.result else replace(memory, result=result)


def _after_turn(text: str, before: Memory, after: Memory) -> Memory:
    """The memory after a turn that concerned it: what the next one may lean on."""
    kind: TurnKind | None = None
    if after.num_told > before.num_told:
        kind = "tell"
    elif after.question is not None and after.question is not before.question:
        kind = "ask"
    elif after.facts and after.facts is not before.facts:
        kind = "forget"
    return replace(after, before=text if kind else "", before_kind=kind or "", num_turns=before.num_turns + 1)


def _of_memory(turn: Turn, sources: tuple[Source, ...] = ()) -> tuple[Reply, Memory]:
    return Reply(turn[0], "memory", sources=sources), turn[1]


def _reaches(sources: Sequence[Source], score: float) -> bool:
    return bool(sources) and sources[0].score >= score
