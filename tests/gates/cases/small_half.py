"""The files of a small half in which everything is whole."""

import json
from hashlib import sha256
from pathlib import Path

ANSWER = "The key hangs behind the third beam."


def long_text(words_before: int, words_after: int) -> str:
    return " ".join([f"early{number}" for number in range(words_before)] + [ANSWER] + [f"late{number}" for number in range(words_after)])


def small_half() -> dict[str, bytes]:
    return {
        "documents.jsonl": lines({"id": "tides", "text": "The sea rises twice."}),
        "long_documents/barn.md": long_text(1000, 600).encode(),
        "retrieval.jsonl": lines({"id": "tide-1", "text": "how often does the sea rise", "document": "tides"}),
        "long_context_retrieval.jsonl": lines({"id": "barn-1", "text": "where is the key", "document": "barn", "answer": ANSWER}),
        "instruction_following.jsonl": lines({"id": "say-1", "text": "say only: moss", "reply": "moss"}),
        "conversation_continuity.jsonl": lines(
            {"id": "talk-1", "turns": [{"text": "my cat is Ivo"}, {"text": "who is my cat?", "contains": ["Ivo"], "lacks": ["dog"]}]}
        ),
        "tool_use.jsonl": lines({"id": "tool-1", "text": "two plus two", "tool": "calculator", "result": "4"}),
        "multi_step_tool_use.jsonl": lines(
            {
                "id": "chain-1",
                "text": "tomorrow's date, then its weekday",
                "today": "2026-01-01",
                "steps": [{"tool": "dates", "result": "2026-01-02"}, {"tool": "dates", "result": "Friday"}],
            }
        ),
        "out_of_scope.jsonl": lines({"id": "oos-1", "text": "feed the fish"}),
    }


def paraphrases() -> dict[str, bytes]:
    texts = {
        "retrieval": ("tide-1", "number of floods a day"),
        "long_context_retrieval": ("barn-1", "in which place do I find what opens the door"),
        "instruction_following": ("say-1", "nothing but the word moss, please"),
        "tool_use": ("tool-1", "add 2 and 2"),
        "multi_step_tool_use": ("chain-1", "which date follows today, and what day is that"),
        "out_of_scope": ("oos-1", "give my guppies their dinner"),
    }
    told = {f"{family}.paraphrases.jsonl": lines({"id": name, "text": text}) for family, (name, text) in texts.items()}
    talk = lines({"id": "talk-1", "turns": ["Ivo is what I call my cat", "tell me the cat's name"]})
    return told | {"conversation_continuity.paraphrases.jsonl": talk}


def write_held_out(root: Path) -> dict[str, bytes]:
    """The half with its paraphrases as the held-out one of the project at `root`; returns its files."""
    files = {**small_half(), **paraphrases()}
    folder = root / "data/own/generality"
    for name, content in files.items():
        path = folder / "held_out" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    (folder / "held_out.sha256").write_text("".join(f"{sha256(content).hexdigest()}  held_out/{name}\n" for name, content in files.items()))
    return files


def lines(*objects: dict[str, object]) -> bytes:
    return "".join(json.dumps(each) + "\n" for each in objects).encode()
