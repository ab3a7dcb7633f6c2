"""Visits: who asks, for which view, and how pages answer them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Depends, Request, Response

from cadre import __version__
from cadre.desk.desk import Desk
from cadre.desk.roles import Role
from cadre.desk.room import View
from cadre.errors import CadreError
from cadre.release.rules import STAFF
from cadre.web.house import House
from cadre.web.kept import Key, Page
from cadre.web.press import PageOrder
from cadre.web.rendering import rendered
from cadre.web.who import ForbiddenError, Who

COMMON = ("branch", "at", "as_of", "scenario", "reader")
"""The parameters that every page has, and that links between pages keep."""


WHO = "\ue000"
"""Stands in a page for who asks, the one thing in it that isn't the same for all."""
MAKING = "cadre.making"
"""Where a request holds the page that it may be making for others, too."""
PART = "hx-request"
"""The header by which a part of a page is asked for."""
SEEN = "seen"
"""The cookie in which a browser tells the last change that it knows of."""


class NotModifiedError(Exception):
    """What is asked for is still what the browser holds."""


class KeptError(Exception):
    """What is asked for was made already.

    Attributes:
        response: It.
    """

    def __init__(self, response: Response) -> None:
        self.response = response


class Visit:
    """One request: who asks for which view of the dossier.

    Attributes:
        request: The request.
        house: What the server holds.
        who: Who asks.
        view: The state of the dossier that the address names.
        reader: The audience that answers are for.
    """

    def __init__(self, request: Request, house: House, who: Who) -> None:
        self.request = request
        self.house = house
        self.who = who
        query = request.query_params
        self.view = View(
            branch=query.get("branch", ""),
            at=query.get("at", ""),
            as_of=day_in(query, "as_of"),
            scenario=query.get("scenario") or None,
        )
        self.reader = self._reader(query.get("reader", ""))

    def _reader(self, asked: str) -> str:
        """Staff may look with others' eyes; others only with their own."""
        if asked and asked != self.who.reader:
            if self.who.reader != STAFF.id:
                raise ForbiddenError(
                    f"reader {asked}",
                    f"isn't who {self.who.name} reads as",
                    f"reader {self.who.reader}",
                    "Leave `reader` out of the address.",
                )
            return asked
        return self.who.reader

    @cached_property
    def moment(self) -> str:
        """What changes whenever the dossier does."""
        return self.house.room.moment()

    @cached_property
    def desk(self) -> Desk:
        """The desk of this view, for this reader."""
        return self.house.room.desk(self.view, self.reader, self.moment)

    @property
    def edits(self) -> bool:
        """Whether rows of this view may be changed: a store's present, by an editor of all."""
        return (
            self.house.room.is_store
            and not self.view.at
            and self.view.as_of is None
            and self.view.scenario is None
            and self.reader == STAFF.id
            and self.may(Role.EDITOR)
        )

    @property
    def sees_all(self) -> bool:
        """Whether answers are for who may see every row: for others none may be withheld ones."""
        return self.reader == STAFF.id

    def may(self, role: Role) -> bool:
        """Whether who asks has this role, or one that includes it."""
        return self.who.role >= role

    def needs(self, role: Role) -> None:
        """Refuse whoever hasn't this role.

        Raises:
            ForbiddenError: They haven't.
        """
        if not self.may(role):
            raise ForbiddenError(
                self.who.name,
                f"is a {self.who.role.word}, which isn't enough for this",
                f"the role {role.word}",
                "Ask an administrator of this desk for it.",
            )

    def needs_edits(self) -> None:
        """Refuse whoever may not change the rows of this view, and views that can't be changed.

        Raises:
            CadreError: The view is of the past or of a scenario, or of a folder.
            ForbiddenError: They may not.
        """
        self.needs(Role.EDITOR)
        if self.edits:
            return
        if not self.house.room.is_store:
            name = self.house.room.name
            raise CadreError(
                name,
                "is a folder, which this desk only reads",
                "a store",
                f"Put it in one: cadre store init m.db; cadre store import m.db {name}",
            )
        raise CadreError(
            "this view",
            "can't be changed: it is of the past, of a scenario, or as somebody else may see it",
            "the present state, as the staff sees it",
            "Leave the view, and make the change there.",
        )

    def link(self, path: str, **more: object) -> str:
        """An address on this desk that keeps the view; parameters of None are left out."""
        query = {key: self.request.query_params.get(key, "") for key in COMMON}
        query |= {key: "" if value is None else str(value) for key, value in more.items()}
        told = urlencode({key: value for key, value in query.items() if value})
        return path + (f"?{told}" if told else "")

    @property
    def own(self) -> dict[str, str]:
        """The page's own parameters: all but those that every page has; several become a list."""
        query = self.request.query_params
        return {key: ",".join(query.getlist(key)) for key in query if key not in COMMON}

    def chain(self, page: str, number: str) -> str:
        """The address of the way back of a number on the page that is asked for."""
        return self.link("/chain", **{**self.own, "page": page, "number": number})

    @property
    def told(self) -> list[tuple[str, str]]:
        """What of the view isn't the present state as stated, each with the way back from it."""
        query = self.request.query_params
        words = {
            "branch": "Branch {}",
            "at": "As it was written down at {}",
            "as_of": "As reported by {}",
            "scenario": "In the scenario {}",
            "reader": "As {} may see it",
        }
        path = self.request.url.path
        return [
            (said.format(query[name]), self.link(path, **{**self.own, name: None}))
            for name, said in words.items()
            if query.get(name)
        ]

    def asked(self, name: str, default: str = "") -> str:
        """A parameter of the page's own."""
        return self.request.query_params.get(name, default)

    @cached_property
    def state(self) -> str:
        """What pages are made from: the last change, and what the desk holds beside it."""
        return f"{self.moment} {self.house.moment()}"

    @property
    def asked_for(self) -> Key:
        """What is asked, and by whom as far as that changes the page."""
        url, request = self.request.url, self.request
        part = request.headers.get(PART, "")
        return (url.path, url.query, self.who.role.word, self.reader, part)

    def _tag(self, state: str) -> str:
        parts = (__version__, self.house.started, state, self.who.name, *self.asked_for)
        return '"' + hashlib.sha256("\n".join(parts).encode()).hexdigest()[:24] + '"'

    @property
    def tag(self) -> str:
        """What a page made now is made from, so that the same is sent once only."""
        return self._tag(self.state)

    def refuse_unchanged(self) -> None:
        """End here when the browser holds this page already, or it was made for somebody else.

        Raises:
            NotModifiedError: The browser holds it.
            KeptError: It is kept.
        """
        if self.request.method != "GET":
            return
        known = self.request.cookies.get(SEEN, "")
        seen = int(known) if known.isdecimal() and len(known) < 16 else 0
        # What others than the staff are shown is put on record each time, so it is made each time.
        own = self.reader != STAFF.id
        kept = None if own else self.house.kept.find(self.asked_for, self.state, seen)
        tag = self.tag if kept is None else self._tag(kept.state)
        if tag in self.request.headers.get("if-none-match", ""):
            raise NotModifiedError(tag)
        if kept is not None:
            raise KeptError(self._response(kept.text, tag))

    def page(
        self,
        template: str,
        *,
        title: str,
        status: int = 200,
        shared: bool = False,
        **context: object,
    ) -> Response:
        """A page from a template, with all that every page shows.

        Args:
            template: The template.
            title: The title.
            status: The status of the answer.
            shared: Whether it is the same for all of a role who ask the same: then it is made once.
            context: What else the template shows.
        """
        state = self.state
        text = rendered(template, visit=self, title=title, link=self.link, WHO=WHO, **context)
        if status != 200 or self.request.method != "GET":
            return Response(self._signed(text), status_code=status, media_type="text/html")
        if shared and self.reader == STAFF.id:
            self.house.kept.keep(self.asked_for, Page(text, state, self._remake))
        return self._response(text, self._tag(state))

    def _remake(self, moment: str) -> None:
        """Make the page anew, from a moment of the dossier that is the present one."""
        again = Visit(self.request, self.house, self.who)
        again.moment = moment
        endpoint, press = self.request.scope["endpoint"], self.house.press
        text = None
        if press is not None and self.house.kept.hurried:
            text = press.made(
                PageOrder(
                    module=endpoint.__module__,
                    name=endpoint.__name__,
                    path=self.request.url.path,
                    query=self.request.url.query,
                    part=self.request.headers.get(PART, ""),
                    who=self.who,
                    moment=moment,
                    state=again.state,
                )
            )
        if text is None:
            endpoint(again)
        else:
            self.house.kept.keep(self.asked_for, Page(text, again.state, self._remake))

    def _response(self, text: str, tag: str) -> Response:
        headers = {"ETag": tag, "Cache-Control": "private, no-cache"}
        return Response(self._signed(text), media_type="text/html", headers=headers)

    def _signed(self, text: str) -> str:
        return text.replace(WHO, rendered("who.html.j2", who=self.who), 1)


def day_in(query: Mapping[str, str], name: str) -> date | None:
    """The day that a parameter names; None when it is missing or empty.

    Raises:
        CadreError: It names none.
    """
    text = query.get(name, "")
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise CadreError(
            name, f"is {text[:40]!r}, which is no day", "a day such as 2021-03-15", "Correct it."
        ) from error


def visiting(request: Request) -> Visit:
    """The visit that a request is; pages take it as a parameter."""
    house: House = request.app.state.house
    visit = Visit(request, house, house.who(request))
    visit.refuse_unchanged()
    if request.method == "GET":
        # Whoever waits for the same page is let go once this request is over, however it ends.
        request.scope[MAKING] = visit.asked_for
    return visit


Visiting = Annotated[Visit, Depends(visiting)]
