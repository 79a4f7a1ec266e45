"""The options of `run`, read and checked: what is asked, and what its record is called."""

import os
import re

import typer

from evals.baseline import baseline_path
from evals.errors import BadUsage
from evals.folder import Run
from evals.targets import Kind, Target


def kind_of(name: str) -> Kind:
    """A target by its name; typer's own reading of a choice begins its error with "Value error,"."""
    try:
        return Kind(name)
    except ValueError:
        raise typer.BadParameter(f"{name!r} is not one of {', '.join(Kind)}") from None


def target_of(kind: Kind, *, url: str | None, base_url: str | None, model: str | None) -> Target:
    """What to ask, with its key from the environment. Raises BadUsage for options that don't go together."""
    if (kind is Kind.URL) != (url is not None):
        raise BadUsage("--url is for --target url, which needs it")
    for option, given in (("--url", url), ("--base-url", base_url)):
        if given is not None and not re.match(r"https?://[^/?#\s]", given):
            raise BadUsage(f"{option} {given}: begin it with http:// or https:// and a host")
    if url is not None and (path := re.search(r"/v1(?:/.*)?$", url)):  # a proxy's own prefix may stay
        raise BadUsage(f"--url {url}: drop the path {path[0]}, which the evals add themselves")
    if kind is not Kind.LIVE and (base_url or model):
        raise BadUsage("--base-url and --model are for --target live")
    if kind is Kind.LIVE and model is None:
        raise BadUsage("--target live needs --model")
    name = {Kind.LIVE: "OPENAI_API_KEY", Kind.URL: "FOOTNOTE_API_KEY"}.get(kind)
    base_url = base_url or (os.environ.get("OPENAI_BASE_URL") if kind is Kind.LIVE else None)
    return Target(kind, url=url, base_url=base_url, model=model, key=os.environ.get(name) if name else None)


def default_name(run: Run) -> str:
    """All cases offline are run again in a minute; a run of a model costs money, and one of a part of the
    cases must not stand where the baseline is taken from.
    """
    if run.meta.target == "offline" and not run.meta.selection:
        return "offline"
    moment = run.times["started_at"][:19].replace(":", "").replace("-", "")
    return f"{baseline_path(run.meta).stem}-{moment}"
