"""`p2p-agent model`: the models of this home, whether an agent runs or not."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.output import AsJson, own_home, plain, print_json, reported

if TYPE_CHECKING:
    from pydantic import JsonValue

    from p2p.agent.models.card import ModelCard
    from p2p.agent.models.store import ModelStore, PublishedModel

model = typer.Typer(help="The models of this home: publish, pass on, ask.", no_args_is_help=True)

Which = Annotated[str, typer.Argument(metavar="MODEL", help="The hash of its weights, the first six characters of it or more, or: latest.")]
File = Annotated[Path, typer.Argument(metavar="PATH", help="A .safetensors file; the card lies beside it as .json.")]


@model.command("list")
def show(as_json: AsJson = False) -> None:
    """List the models, the oldest first; a star marks the one that is served."""
    with reported(as_json):
        store = _store()
        published = store.published_sha256()
        cards = [store.named(name).card for name in store.names()]
        if as_json:
            print_json([_facts(card, is_published=card.weights_sha256 == published) for card in cards])
        elif not cards:
            typer.echo("There is no model yet. Train one with: p2p-agent round start … --publish")
        for card in () if as_json else cards:
            accuracy = card.training.accuracy if card.training is not None else None
            quality = f"accuracy {accuracy:.4f}" if accuracy is not None else "accuracy unknown"
            star = "*" if card.weights_sha256 == published else " "
            size = f"{card.architecture.num_parameters:,} parameters"
            typer.echo(f"{star} {card.weights_sha256[:12]}  {card.name}  {size}  {quality}  {card.created_at}")


@model.command("export")
def export(which: Which, path: File, as_json: AsJson = False) -> None:
    """Write a model and its card to files, for others to import."""
    with reported(as_json):
        from p2p.agent.models.publishing import export_model

        weights, card = export_model(_named(_store(), which), path)
        if as_json:
            print_json({"weights": str(weights), "card": str(card)})
        else:
            typer.echo(f"{weights}\n{card}")


@model.command("import")
def take(
    path: File, publish: Annotated[bool, typer.Option("--publish", help="Serve it from now on.")] = False, as_json: AsJson = False
) -> None:
    """Take a model from a file, once everything in it and in its card has been checked."""
    with reported(as_json):
        from p2p.agent.models.publishing import import_model

        own_home().prepare()
        store = _store()
        imported = import_model(store, path)
        if publish:
            store.select(imported.weights_sha256)
        _say(imported.card, "published" if publish else "imported", as_json)


@model.command("publish")
def publish(
    which: Annotated[str, typer.Argument(metavar="MODEL|SESSION", help="A model of this home, or a session of whose model to make one.")],
    name: Annotated[str | None, typer.Option("--name", help="What to call a session's model; its corpus's name unless given.")] = None,
    licence: Annotated[str | None, typer.Option("--licence", help="Under which terms a session's model may be used.")] = None,
    as_json: AsJson = False,
) -> None:
    """Serve a model from now on; a running agent needs no restart."""
    with reported(as_json):
        store = _store()
        if "-" in which:
            published = publish_from_session(which, name, licence)
        elif name is not None or licence is not None:
            raise typer.BadParameter("a model has its name and its licence already; they are given for a session")
        else:
            published = store.select(_named(store, which).weights_sha256)
        _say(published.card, "published", as_json)


@model.command("predict")
def predict(
    text: Annotated[str | None, typer.Option("--input", help="JSON: features as a list or by name, one example or several.")] = None,
    data: Annotated[Path | None, typer.Option("--data", help="A CSV, Parquet or .npz file with the features' columns.")] = None,
    label: Annotated[str | None, typer.Option("--label", help="The data's column of true classes, to tell the accuracy.")] = None,
    which: Annotated[str, typer.Option("--model", help="The model to ask.")] = "latest",
    as_json: AsJson = False,
) -> None:
    """Ask a model of this home."""
    if (text is None) == (data is None):
        raise typer.BadParameter("give either --input or --data")
    if label is not None and data is None:
        raise typer.BadParameter("--label is a column of --data")
    with reported(as_json):
        store = _store()
        chosen = _named(store, which)
        answer = _of_input(store, chosen, text) if text is not None else _of_data(store, chosen, data or Path(), label)
        answer["model"] = chosen.weights_sha256
        if as_json:
            print_json(answer)
            return
        results = answer["result"] if isinstance(answer["result"], list) else [answer["result"]]
        typer.echo("\n".join(plain(str(result)) for result in results))
        accuracy = f", accuracy {answer['accuracy']:.4f}" if "accuracy" in answer else ""
        typer.echo(f"by {chosen.card.name} {chosen.weights_sha256[:12]}{accuracy}", err=True)


def publish_from_session(session_id: str, name: str | None, licence: str | None) -> "PublishedModel":
    """Publish the model in which a session of this home ended, signed by the home's identity.

    Errors: those of `p2p.agent.models.publishing` and of the identity.
    """
    from core.units import format_utc
    from p2p.agent.models.publishing import UNSTATED_LICENCE, card_of_session, publish_session, session_report
    from p2p.agent.settings import load_settings
    from p2p.identity import load_or_create_identity

    home = own_home()
    report = session_report(home, session_id)
    card = card_of_session(report, format_utc(datetime.now(UTC)), name=name, licence=licence or UNSTATED_LICENCE)
    return publish_session(home, report, card, load_or_create_identity(home.path, load_settings().passphrase()))


def _store() -> "ModelStore":
    from p2p.agent.models.store import ModelStore

    return ModelStore(own_home().models)


def _named(store: "ModelStore", which: str) -> "PublishedModel":
    from p2p.agent.errors import ModelUnknownError

    if which != "latest":
        return store.named(which)
    latest = store.latest()
    if latest is None:
        raise ModelUnknownError("no model is published; publish one with: p2p-agent model publish")
    return latest


def _of_input(store: "ModelStore", chosen: "PublishedModel", text: str) -> "dict[str, JsonValue]":
    from pydantic import TypeAdapter, ValidationError

    from p2p.agent.computing.predictor import Predictor
    from p2p.agent.errors import TaskInputInvalidError
    from p2p.agent.models.inputs import ModelInput, answer_of, rows_of

    try:
        value = TypeAdapter[ModelInput](ModelInput).validate_json(text)
    except ValidationError as error:
        raise TaskInputInvalidError("the input is no JSON of numbers, as a list or by name") from error
    is_single, rows = rows_of(value, chosen.card.terms)
    return answer_of(Predictor(store).predict(chosen.weights_sha256, rows), chosen.card.terms, is_single=is_single)


def _of_data(store: "ModelStore", chosen: "PublishedModel", data: Path, label: str | None) -> "dict[str, JsonValue]":
    from p2p.agent.computing.predictor import MAX_PREDICTED_VALUES, Predictor
    from p2p.agent.corpora.building import read_features, read_labels
    from p2p.agent.corpora.tables import read_table

    table, terms = read_table(data), chosen.card.terms
    labels = read_labels(table, label) if label is not None else None
    features = read_features(table, terms.features)
    predictor, step = Predictor(store), max(1, MAX_PREDICTED_VALUES // len(terms.classes))
    results: list[JsonValue] = []
    for start in range(0, len(features), step):
        for row in predictor.predict(chosen.weights_sha256, features[start : start + step].tolist()):
            results.append(terms.classes[max(range(len(row)), key=row.__getitem__)])
    answer: dict[str, JsonValue] = {"result": results}
    if labels is not None:
        answer["accuracy"] = sum(one == two for one, two in zip(results, labels, strict=True)) / len(labels)
    return answer


def _facts(card: "ModelCard", *, is_published: bool) -> "JsonValue":
    return {"is_published": is_published, **json.loads(card.model_dump_json(exclude_none=True))}


def _say(card: "ModelCard", what: str, as_json: bool) -> None:
    if as_json:
        print_json({"model": card.weights_sha256, "name": card.name, "status": what})
    else:
        typer.echo(f"The model {card.name} {card.weights_sha256[:12]} is {what}.")
