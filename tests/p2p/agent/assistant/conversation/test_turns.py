"""Conversations, turn by turn: what is said, what the reply says, what it does not say."""

from datetime import date

import pytest

from gates.cases.answers import is_turn
from gates.cases.families import Turn
from p2p.agent.assistant.assistant import Assistant
from p2p.agent.assistant.memory import Memory

TODAY = date(2026, 5, 5)
Said = tuple[str, list[str], list[str]]


def told(text: str, contains: list[str] | None = None, lacks: list[str] | None = None) -> Said:
    return text, contains or [], lacks or []


CONVERSATIONS = [
    (
        told("My dog is called Biscuit"),
        told("what's the name of my dog?", ["Biscuit"]),
    ),
    (
        told("The wifi password is tulip77"),
        told("can you tell me the wifi password", ["tulip77"]),
    ),
    (
        told("Please remember that the spare key is under the flowerpot"),
        told("where did I put the spare key?", ["flowerpot"]),
    ),
    (
        told("I'm allergic to peanuts"),
        told("what am I allergic to?", ["peanuts"]),
    ),
    (
        told("my locker number is 418"),
        told("my bike lock code is 7731"),
        told("what's the code of my bike lock", ["7731"], ["418"]),
    ),
    (
        told("The dentist appointment is on May 3"),
        told("Actually, the dentist moved it to May 10"),
        told("when is my dentist appointment?", ["10"], ["May 3"]),
    ),
    (
        told("I live in Lisbon"),
        told("I moved, I live in Porto now"),
        told("where do I live?", ["Porto"], ["Lisbon"]),
    ),
    (
        told("My favourite film is Alien"),
        told("forget my favourite film"),
        told("what is my favourite film?", [], ["Alien"]),
    ),
    (
        told("remember: Anna likes tulips"),
        told("remember: Paul likes roses"),
        told("which flowers does Paul like?", ["roses"], ["tulips"]),
    ),
    (
        told("I have two cats, Miso and Tofu"),
        told("what are my cats called?", ["Miso", "Tofu"]),
    ),
    (
        told("we meet at the north gate at six"),
        told("where do we meet", ["north gate"]),
        told("at what time?", ["six"]),
    ),
    (
        told("my sister's birthday is 4 June"),
        told("my brother's birthday is 9 August"),
        told("when is my brother's birthday?", ["9 August"], ["4 June"]),
    ),
    (
        told("keep in mind that the blue folder contains the contracts"),
        told("what's in the blue folder?", ["contracts"]),
    ),
    (
        told("my boss is Helga"),
        told("forget everything"),
        told("who is my boss?", [], ["Helga"]),
    ),
    (
        told("what's my shoe size?", [], ["43"]),
        told("my shoe size is 43"),
        told("so what's my shoe size", ["43"]),
    ),
    (
        told("I parked on level 3"),
        told("what's 5 times 6", ["30"]),
        told("which level did I park on?", ["3"]),
    ),
    (
        told("the plumber comes on Friday at 9"),
        told("and the electrician comes on Saturday"),
        told("when does the electrician come?", ["Saturday"], ["Friday"]),
    ),
    (
        told("I drink my coffee black"),
        told("how do I take my coffee?", ["black"]),
    ),
    (
        told("Remember my gym is on Elm Street"),
        told("what do you know about me?", ["Elm Street"]),
    ),
    (
        told("the meeting is in room 12"),
        told("correction: it's in room 14"),
        told("which room is the meeting in?", ["14"], ["12"]),
    ),
    (
        told("my bank card ends in 5512"),
        told("delete the thing about my bank card"),
        told("what does my bank card end in?", [], ["5512"]),
    ),
    (
        told("I owe Jonas 20 euros"),
        told("How much do I owe Jonas?", ["20"]),
    ),
    (
        told("my flight number is BA 284 and it leaves from gate 9"),
        told("which gate?", ["9"]),
    ),
    (
        told("My name is Priya"),
        told("what's my name?", ["Priya"]),
    ),
    (
        told("shopping list: eggs, milk and flour"),
        told("what is on my shopping list?", ["eggs", "milk", "flour"]),
    ),
    (
        told("my mum's phone number is 555 1234"),
        told("what number does my mum have?", ["555 1234"]),
    ),
    (
        told("don't forget that the rent is due on the first"),
        told("when is the rent due?", ["first"]),
    ),
    (
        told("The garden hose is in the garage, keep that in mind"),
        told("Where is the hose?", ["garage"]),
    ),
    (
        told("Our team meets on Mondays"),
        told("sorry, our team meets on Tuesdays"),
        told("on which day does our team meet?", ["Tuesdays"], ["Mondays"]),
    ),
    (
        told("My neighbour Tim has the spare key"),
        told("Who has the spare key?", ["Tim"]),
        told("Tim no longer has it, Rosa has the spare key now"),
        told("who has the spare key?", ["Rosa"], ["Tim"]),
    ),
    (
        told("I wear glasses"),
        told("I play the cello"),
        told("which instrument do I play?", ["cello"], ["glasses"]),
    ),
    (
        told("the dog gets his pills at 8"),
        told("what time does the dog get his pills?", ["8"]),
    ),
    (
        told("My car is a green Fiat"),
        told("what colour is my car?", ["green"]),
    ),
    (
        told("you can call me Max from now on"),
        told("what's my name?", ["Max"]),
    ),
    (
        told("My daughter starts school at 8:15"),
        told("my son starts school at 7:50"),
        told("when does my son start school?", ["7:50"], ["8:15"]),
        told("and my daughter?", ["8:15"], ["7:50"]),
    ),
    (
        told("I hid the presents in the attic"),
        told("Show me everything you've stored", ["presents"]),
    ),
    (
        told("I take two sugars in my tea"),
        told("make that three sugars"),
        told("how many sugars do I take in my tea?", ["three"], ["two"]),
    ),
    (
        told("the secret ingredient is nutmeg"),
        told("erase that"),
        told("what is the secret ingredient?", [], ["nutmeg"]),
    ),
    (
        told("For the trip I pack a tent"),
        told("and a sleeping bag"),
        told("what do I pack for the trip?", ["tent", "sleeping bag"]),
    ),
    (
        told("the code for the gate is 4411"),
        told("the gate code has been changed to 9090"),
        told("gate code?", ["9090"], ["4411"]),
    ),
    (
        told("My blood type is O negative"),
        told("do you remember my blood type?", ["O negative"]),
    ),
    (
        told("I work as a nurse"),
        told("what's my job?", ["nurse"]),
    ),
    (
        told("Luca is coming for dinner on Sunday"),
        told("who comes for dinner?", ["Luca"]),
    ),
    (
        told("The printer is on the second floor"),
        told("I need to know where the printer is", ["second floor"]),
    ),
    (
        told("store this fact: tank capacity 55 litres"),
        told("what's the tank capacity?", ["55"]),
    ),
    (
        told("I've got an umbrella in the office"),
        told("what have I got in the office?", ["umbrella"]),
    ),
    (
        told("red bin is for paper, green bin is for glass"),
        told("what goes in the green bin?", ["glass"], ["paper"]),
    ),
    (
        told("my anniversary is on 12 September"),
        told("when's my wedding anniversary?", ["12 September"]),
    ),
    (
        told("Mia's cat is called Pixel. Noah's cat is called Vector."),
        told("What's the name of Noah's cat?", ["Vector"], ["Pixel"]),
    ),
    (
        told("Take note that I prefer aisle seats"),
        told("which seats do I prefer?", ["aisle"]),
    ),
    (
        told("Lotte speaks Danish"),
        told("Lotte doesn't speak Danish, she speaks Norwegian"),
        told("which language does Lotte speak?", ["Norwegian"], ["Danish"]),
    ),
    (
        told("Ivan borrowed my drill"),
        told("Ivan borrowed my ladder"),
        told("what did Ivan borrow?", ["drill", "ladder"]),
        told("he brought back the drill, you can delete that"),
        told("what does Ivan still have?", ["ladder"], ["drill"]),
    ),
    (
        told("Lina is nine and Theo is twelve"),
        told("how old is Theo?", ["twelve"], ["nine"]),
        told("and Lina?", ["nine"], ["twelve"]),
    ),
    (
        told("my ferry sails at 10:20"),
        told("slip of the tongue, my ferry sails at 11:50"),
        told("what time does my ferry sail?", ["11:50"], ["10:20"]),
    ),
    (
        told("the hamster's name is Nugget"),
        told("cancel that, I don't want you to keep it"),
        told("what's the name of the hamster?", [], ["Nugget"]),
    ),
    (
        told("what sort of milk do I like?"),
        told("it's oat milk that goes into my coffee"),
        told("what sort of milk do I put in my coffee?", ["oat"]),
    ),
    (
        told("hey, one quick thing - the lift is broken, so we take the stairs"),
        told("why do we take the stairs?", ["lift"]),
    ),
    (
        told("The circus is on Friday"),
        told("The opera is on Sunday"),
        told("the circus is off, no need to hang on to that one"),
        told("what have I told you so far?", ["opera"], ["circus"]),
    ),
]


@pytest.mark.parametrize("turns", CONVERSATIONS, ids=lambda turns: turns[-1][0][:40])
def test_what_was_told_is_known_until_it_is_changed_or_forgotten(turns: tuple[Said, ...], assistant: Assistant) -> None:
    memory = Memory()
    for text, contains, lacks in turns:
        reply, memory = assistant.reply(text, memory, TODAY)
        assert is_turn(reply.text, Turn(text=text, contains=tuple(contains), lacks=tuple(lacks))), reply.text
