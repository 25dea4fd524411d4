"""What is for the memory is kept apart from work, one fact from another, and what belongs together stays so."""

from datetime import date

import pytest

from gates.cases.answers import is_turn
from gates.cases.families import Turn
from p2p.agent.assistant.assistant import Assistant
from p2p.agent.assistant.memory import Memory

TODAY = date(2026, 5, 5)
Said = tuple[str, tuple[str, ...], tuple[str, ...]]


def told(text: str, contains: tuple[str, ...] = (), lacks: tuple[str, ...] = ()) -> Said:
    return text, contains, lacks


CONVERSATIONS: list[tuple[Said, ...]] = [
    (told("Choir practice begins at 19:40, put that down please"), told("what time is choir?", ("19:40",))),
    (told("Keep this somewhere safe: licence key 4D-7A-90"), told("what was the licence key?", ("4D-7A-90",))),
    (told("Write down that my passport ends on 8 June"), told("when does my passport end", ("8 June",))),
    (told("The code of the barn is 6231, don't lose it."), told("code of the barn?", ("6231",))),
    (
        told("My bank is called Northgate."),
        told("I switched banks, I am with Southgate now."),
        told("Which bank am I with?", ("Southgate",), ("Northgate",)),
    ),
    (told("My son is called Elmar."), told("My daughter is called Wiebke."), told("Name both of my children.", ("Elmar", "Wiebke"))),
    (told("Bertil owes me 20 euros."), told("Tilda owes me 35 euros."), told("Who owes me money?", ("Bertil", "Tilda"))),
    (told("Goran is vegan"), told("Lucie can't eat gluten"), told("who is the vegan?", ("Goran",), ("Lucie",))),
    (
        told("Signe drinks elderflower cordial"),
        told("and Anselm ginger beer"),
        told("what does Anselm drink?", ("ginger",), ("cordial",)),
        told("and Signe?", ("cordial",), ("ginger",)),
    ),
    (
        told("The parrot's name is Pickle"),
        told("and the hamster's is Bruno"),
        told("what's the hamster called?", ("Bruno",), ("Pickle",)),
        told("and the parrot?", ("Pickle",), ("Bruno",)),
    ),
    (
        told("my flight is LH 440"),
        told("from gate B22"),
        told("at half past nine"),
        told("which gate?", ("B22",)),
        told("and what time?", ("nine",), ("B22",)),
    ),
    (told("my hat size is 58"), told("and my collar size is 39"), told("hat size?", ("58",), ("39",)), told("collar?", ("39",), ("58",))),
    (told("I have to be careful with resin, I react badly to it"), told("what do I react badly to?", ("resin",))),
    (
        told("keep a list of herbs I own: sage"),
        told("also a big thyme"),
        told("also a dill"),
        told("name the herbs I own", ("sage", "dill")),
    ),
    (told("My wife's ring size is 52"), told("what's my own ring size?", (), ("52",))),
    (
        told("the party is on 18 July"),
        told("pretend I never told you about the party"),
        told("when is the party?", (), ("18",)),
    ),
    (told("My friend Ana studies law."), told("Her tutor is Bruno."), told("Who is Ana's tutor?", ("Bruno",))),
    (told("My brother is called Tom."), told("He works with Sophie at Siemens."), told("Where does Tom work?", ("Siemens",))),
    (
        told("The door code is 4411"),
        told("My doctor acts as if I never told her about my nut allergy."),
        told("what is the door code?", ("4411",)),
    ),
    (told("I parked on level 3. Never mind, scrap that."), told("where did I park?", (), ("3",))),
    (
        told("My sister moved to Bern and my brother now lives in Basel."),
        told("where does my sister live?", ("Bern",), ("Basel",)),
    ),
    (told("I pay 20 euros for the gym."), told("I pay 30 euros for the pool."), told("What do I pay for?", ("gym", "pool"))),
    (told("Ana does the sales and Rui the IT support."), told("Who does the IT support?", ("Rui",), ("Ana",))),
    (told("my bad:\n!"), told("what did I say?", (), ("bad",))),
    (told("I finished the report, you may forget it"), told("what did I finish?", (), ("report",))),
]


@pytest.mark.parametrize("turns", CONVERSATIONS, ids=lambda turns: turns[-1][0][:40])
def test_what_is_told_is_kept_and_recalled_apart(turns: tuple[Said, ...], assistant: Assistant) -> None:
    memory = Memory()
    for text, contains, lacks in turns:
        reply, memory = assistant.reply(text, memory, TODAY)
        assert is_turn(reply.text, Turn(text=text, contains=contains, lacks=lacks)), reply.text
