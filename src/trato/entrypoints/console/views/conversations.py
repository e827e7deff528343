"""The desk: list, thread and person side by side; a human's words pass the same door."""

from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpResponse, QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from trato.book.organisations.rules import read_with
from trato.book.people import read as people
from trato.casework.conversations import attend, colleagues, hand_over, read
from trato.casework.conversations.tabulations import own_names
from trato.casework.sorting.tags import names_on, tag_ids_on, tags
from trato.door.outbox.values import Attached, Submitted
from trato.door.policy.values import Verdict
from trato.entrypoints.console.beside import beside
from trato.entrypoints.console.choice import choice_of, query_for
from trato.entrypoints.console.composed import PROBLEMS, composed, mode_of
from trato.entrypoints.console.deals import deals
from trato.entrypoints.console.entered import AtDesk, entered
from trato.entrypoints.console.in_hands import stays_theirs
from trato.entrypoints.console.listing import about, listing
from trato.entrypoints.console.live.versions import drawn
from trato.entrypoints.console.looking import asked_authority, looks_silently
from trato.entrypoints.console.masking import fit_text
from trato.entrypoints.console.old_search import left_at_the_door, sealed_at_once
from trato.entrypoints.console.page import is_fragment, page
from trato.entrypoints.console.permissions import Act
from trato.entrypoints.console.recorded import for_record
from trato.entrypoints.console.thread import Bubble, thread_for
from trato.entrypoints.console.timeline import events_of
from trato.entrypoints.console.views.sorting import for_list
from trato.entrypoints.console.views.tabulations import choices, tabulation_name
from trato.entrypoints.console.way_back import back_chosen, back_to_thread
from trato.entrypoints.console.window import window_left
from trato.foundation import clock
from trato.foundation.asked import ANY_TIME, remembering
from trato.foundation.turning import read_instant
from trato.insights.metrics.laws import laws_of
from trato.speakers.desk.answer import answer
from trato.speakers.desk.brief import brief
from trato.speakers.desk.draft import (
    draft_of,
    forget_draft,
    keep_begun,
    keep_draft,
    lock_draft,
)
from trato.speakers.desk.files import files_of
from trato.speakers.desk.quick_reply import filled, quick_replies
from trato.speakers.desk.say import (
    NobodyThere,
    Saying,
    Unsayable,
    said_before,
    say,
    would_leave,
)
from trato.speakers.desk.template import Fillable, fillable_templates
from trato.speakers.desk.what_was_done import what_was_done

_STRICT = {Verdict.ALLOW: 0, Verdict.HOLD: 1, Verdict.REFUSE: 2}


@left_at_the_door
@entered(Act.READ_CONVERSATIONS)
@sealed_at_once
def index(request: AtDesk) -> HttpResponse:
    """Show the list, with no thread open."""
    return page(request, "conversations.html", _list(request))


@left_at_the_door
@entered(Act.READ_CONVERSATIONS)
@sealed_at_once
def rows(request: AtDesk) -> HttpResponse:
    """Answer the list's rows again, or 204 when nothing in it is shown differently."""
    context = _rows(request, request.GET)
    if request.GET.get("v") == context["list_version"]:
        return HttpResponse(status=204)
    return page(request, "parts/list.html", context)


@entered(Act.READ_CONVERSATIONS)
def choose(request: AtDesk) -> HttpResponse:
    """Lead to the list as a form chooses it: what it looks for goes on sealed.

    Whoever had to sign in first comes without the form, and is led to the whole list.
    """
    given = request.POST.dict()
    return back_chosen(
        request, query_for(given, given.get("q", ""), user_id=request.entered.user_id)
    )


@left_at_the_door
@entered(Act.READ_CONVERSATIONS)
@sealed_at_once
def show(request: AtDesk, conversation_id: UUID) -> HttpResponse:
    """Show one thread between the list and the person; 204 if it may not be fetched ahead."""
    is_ahead = bool(request.headers.get("X-Prefetch"))
    if is_ahead and looks_silently(request.entered, read.conversation(conversation_id)):
        # Each look into a colleague's conversation is journaled: none is taken ahead.
        return HttpResponse(status=204)
    with remembering():
        context = _open(request, conversation_id)
        # Whoever goes through the list reads the thread first: the panel is asked for after it.
        context["is_beside_later"] = request.headers.get("X-Beside") == "later"
        if not context["is_beside_later"]:
            context |= _beside(request, context["open"], context["bubbles"])
        if not is_fragment(request):
            context |= _list(request)
    template = "parts/open.html" if is_fragment(request) else "conversations.html"
    return page(request, template, context)


@entered(Act.READ_CONVERSATIONS)
def thread(request: AtDesk, conversation_id: UUID) -> HttpResponse:
    """Answer the thread again, or 204 when nothing is shown differently.

    With `lista`, the query of the list beside it, both are answered at once, as far as they differ.
    """
    with remembering():
        return _news(request, conversation_id)


def _news(request: AtDesk, conversation_id: UUID) -> HttpResponse:
    conversation = read.conversation(conversation_id)
    bubbles = thread_for(request.entered, conversation_id)
    version = _version(conversation, bubbles)
    context: dict[str, Any] = {"open_id": conversation_id}
    context["is_thread_new"] = request.GET.get("v") != version
    if context["is_thread_new"]:
        context |= {"bubbles": bubbles, "version": version, **_head(conversation)}
    if "lista" in request.GET:
        beside_it = QueryDict(request.GET["lista"])
        context |= _rows(request, beside_it)
        context["is_list_new"] = beside_it.get("v") != context["list_version"]
    if not (context["is_thread_new"] or context.get("is_list_new")):
        return HttpResponse(status=204)
    return page(request, "parts/news.html", context)


@entered(Act.READ_CONVERSATIONS)
def earlier(request: AtDesk, conversation_id: UUID) -> HttpResponse:
    """Answer the messages of a thread before an instant, and the way to those before them.

    Without one it is the newest.

    Raises:
        BadRequest: the instant cannot be read.
    """
    conversation = read.conversation(conversation_id)
    try:
        before = read_instant(request.GET["antes"]) if "antes" in request.GET else ANY_TIME
    except ValueError as unreadable:
        raise BadRequest("antes") from unreadable
    with remembering():
        bubbles = thread_for(request.entered, conversation_id, before=before)
    context = {"bubbles": bubbles, **_head(conversation)}
    return page(request, "parts/earlier.html", context)


@entered(Act.READ_CONVERSATIONS)
def beside_thread(request: AtDesk, conversation_id: UUID) -> HttpResponse:
    """Answer again what stands beside the thread."""
    with remembering():
        conversation = read.conversation(conversation_id)
        bubbles = thread_for(request.entered, conversation_id)
        context = _head(conversation) | _beside(request, conversation, bubbles)
    return page(request, "parts/beside.html", context)


@entered(Act.READ_CONVERSATIONS)
def timeline(request: AtDesk, conversation_id: UUID) -> HttpResponse:
    """Answer a page of everything that happened with the person, newest first."""
    conversation = read.conversation(conversation_id)
    try:
        before = UUID(request.GET["antes"]) if request.GET.get("antes") else None
    except ValueError:
        before = None
    person_id = conversation.person_id
    sees_alerts, sees_notes = (request.entered.may(act) for act in (Act.WATCH, Act.READ_NOTES))
    events, more = (
        events_of(person_id, before=before, sees_alerts=sees_alerts, sees_notes=sees_notes)
        if person_id
        else ([], None)
    )
    context = {"events": events, "more": more, "open_id": conversation_id}
    return page(request, "parts/timeline.html", context)


@require_POST
@entered(Act.ANSWER)
def reply(request: AtDesk, conversation_id: UUID) -> HttpResponse:
    """Submit what an agent composed to the door; refused, it is given back with rule and remedy."""
    conversation = read.conversation(conversation_id)
    outcome = _submit(request, conversation)
    context = {
        "open": conversation,
        "open_id": conversation_id,
        **_for_composer(request, conversation),
        **outcome,
    }
    if not is_fragment(request):
        opened = _open(request, conversation_id)
        panel = _beside(request, conversation, opened["bubbles"])
        whole = opened | panel | _list(request) | context
        return page(request, "conversations.html", whole)
    response = page(request, "parts/composer.html", context)
    response.headers["HX-Trigger"] = "thread-changed, list-changed"
    return response


@require_POST
@entered(Act.ANSWER)
def preview(request: AtDesk, conversation_id: UUID) -> HttpResponse:
    """Say what the door would answer to what is being composed; only the words are kept.

    204 where it was handed in meanwhile: there is nothing left to say about it.
    """
    conversation = read.conversation(conversation_id)
    words = request.POST.get("text", "")
    text = words.strip()
    context: dict[str, Any] = {"open": conversation}
    me, now = request.entered, clock.now()
    if not keep_begun(conversation_id, words, by=me.user_id, at=now, key=_key(request)):
        return HttpResponse(status=204)
    has_files = bool(files_of(conversation_id, by=me.user_id))
    is_typing = bool(text) or has_files or mode_of(request.POST) != "text"
    # Whoever writes to the person is seen by who has the conversation, whoever it is.
    if is_typing or not looks_silently(me, conversation):
        attend.look_at(conversation_id, me.user_id, name=me.short, is_typing=is_typing, at=now)
    if is_typing:
        context |= _would(request, conversation)
    return page(request, "parts/verdict.html", context)


def _would(request: AtDesk, conversation: read.ConversationLine) -> dict[str, Any]:
    me, now, here = request.entered, clock.now(), conversation.conversation_id
    try:
        sayings = composed(request.POST, conversation, files_of(here, by=me.user_id))
        answers = [would_leave(here, saying, by=me.user_id, at=now) for saying in sayings]
    except NobodyThere:
        return {}
    except Unsayable as part:
        return {"hint": PROBLEMS[part.code], "reads": _reads(request, conversation)}
    found = max(answers, key=lambda answer: _STRICT[answer.verdict])
    return {
        "would": found,
        "laws": laws_of(found.codes),
        "reads": _reads(request, conversation),
    }


def _reads(request: AtDesk, conversation: read.ConversationLine) -> str:
    """Return a template as the person would read it, with what is filled in so far."""
    if mode_of(request.POST) != "template":
        return ""
    chosen = request.POST.get("template", "")
    for one in _templates(request, conversation):
        if str(one.card.template_id) == chosen:
            return read_with(one.card.body, tuple(request.POST.getlist("p")))
    return ""


def _submit(request: AtDesk, conversation: read.ConversationLine) -> dict[str, Any]:
    me, mode = request.entered, mode_of(request.POST)
    text, here = request.POST.get("text", ""), conversation.conversation_id
    kept: dict[str, Any] = {"draft": text, "mode": mode, "form": request.POST}
    lock_draft(here, by=me.user_id)
    if before := said_before(_key(request), by=me.user_id):
        # The same form again, whose answer was lost: what stands here was begun since.
        begun = draft_of(here, by=me.user_id)
        return {"submitted": before, "laws": laws_of(before.codes), "draft": begun}
    try:
        files = _shown(request, files_of(here, by=me.user_id)) if mode == "text" else ()
        sayings = composed(request.POST, conversation, files)
        found = _hand_in(request, here, sayings)
    except Unsayable as part:
        return kept | {"problem": PROBLEMS[part.code]}
    except NobodyThere:
        words = _(
            "Não sabemos de quem é este número. Ligue-o a uma pessoa antes, ao lado da conversa."
        )
        return kept | {"problem": words}
    told = {"submitted": found, "laws": laws_of(found.codes)}
    if found.verdict is Verdict.REFUSE:
        keep_draft(here, text, by=me.user_id, at=clock.now())
        return kept | told
    # A template says nothing of what was begun before the window shut: that stays begun.
    if mode in ("template", "location"):
        keep_draft(here, text, by=me.user_id, at=clock.now())
        return told | {"draft": text}
    if mode == "text":
        forget_draft(here, by=me.user_id, files=[one.attachment_id for one in files])
    else:
        keep_draft(here, "", by=me.user_id, at=clock.now())
    return told | {"draft": ""}


def _key(request: AtDesk) -> str:
    return request.POST.get("key", "")[:64]


def _shown(request: AtDesk, files: tuple[Attached, ...]) -> tuple[Attached, ...]:
    """Return the files that the form shows; one that came after it waits for the next.

    Raises:
        Unsayable: one of them is not there any more.
    """
    names = set(request.POST.getlist("attached"))
    shown = tuple(one for one in files if str(one.attachment_id) in names)
    if len(shown) < len(names):
        raise Unsayable("file")
    return shown


def _hand_in(request: AtDesk, here: UUID, sayings: tuple[Saying, ...]) -> Submitted:
    """Hand in what belongs together: all of it, or only the first that the door refuses."""
    me, now, key = request.entered.user_id, clock.now(), _key(request)
    if len(sayings) > 1:
        for saying in sayings:
            if would_leave(here, saying, by=me, at=now).verdict is Verdict.REFUSE:
                return say(here, saying, by=me, at=now, key=f"{key}:refused")
    done = answer(here, sayings, by=me, at=now, key=key)
    return max(done, key=lambda one: _STRICT[one.verdict])


@require_POST
@entered(Act.ANSWER)
def take_over(request: AtDesk, conversation_id: UUID) -> HttpResponse:
    """Take a conversation from the bot."""
    read.conversation(conversation_id)
    try:
        hand_over.take_over(
            conversation_id,
            agent_id=request.entered.user_id,
            at=clock.now(),
            force=request.entered.may_manage,
        )
    except hand_over.HeldBySomebodyElse as held:
        return stays_theirs(request, conversation_id, held)
    messages.success(request, _("A conversa é sua. O assistente virtual não responde mais aqui."))
    return back_to_thread(request, conversation_id)


@require_POST
@entered(Act.ANSWER)
def give_back(request: AtDesk, conversation_id: UUID) -> HttpResponse:
    """Give a conversation back to the bot."""
    read.conversation(conversation_id)
    me, now = request.entered, clock.now()
    done = what_was_done(conversation_id, at=now)
    try:
        hand_over.give_back(conversation_id, done=done, by=me.user_id, at=now, force=me.may_manage)
    except hand_over.HeldBySomebodyElse as held:
        return stays_theirs(request, conversation_id, held)
    messages.success(request, _("Devolvida ao assistente virtual."))
    return back_to_thread(request, conversation_id)


def _list(request: AtDesk) -> dict[str, Any]:
    found = _rows(request, request.GET)
    me, seats = request.entered, colleagues.seats(now=found["now"])
    return found | {
        "seats": seats,
        "seat": next((s for s in seats if s.user_id == me.user_id), None),
        "holders": [(s.user_id, s.name) for s in seats if s.user_id != me.user_id],
        **for_list(found["choice"]),
    }


def _rows(request: AtDesk, given: QueryDict) -> dict[str, Any]:
    """Return what the list itself shows: its rows and the filters' counts."""
    me, now = request.entered, clock.now()
    if me.may_speak:
        attend.attend(me.user_id, name=me.short, at=now)
    choice = choice_of(
        {k: given.get(k, "") for k in given}, user_id=me.user_id,
        may_find_people=me.may_find_people,
    )  # fmt: skip
    found = read.leaf(choice.place, **choice.asked())
    known, counts = about(found.rows, now=now), read.counts_for(me.user_id)
    return listing(found, known, counts, choice, now=now)


def _open(request: AtDesk, conversation_id: UUID) -> dict[str, Any]:
    conversation = read.conversation(conversation_id)
    me, now = request.entered, clock.now()
    if request.headers.get("X-Prefetch"):
        # What is fetched ahead is not looked at yet.
        pass
    elif looks_silently(me, conversation):
        attend.look_in(conversation_id, by=me.user_id, at=now)
    elif me.may_speak:
        attend.attend(me.user_id, name=me.short, at=now)
        attend.look_at(conversation_id, me.user_id, name=me.short, is_typing=False, at=now)
    bubbles = thread_for(request.entered, conversation_id)
    return {
        "bubbles": bubbles,
        "version": _version(conversation, bubbles),
        "draft": draft_of(conversation_id, by=me.user_id),
        "lookers": colleagues.lookers(conversation_id, but=me.user_id, now=now),
        "authority": asked_authority(me, conversation.person_id, now=now),
        "seats": colleagues.seats(now=now),
        "queues": colleagues.queues(),
        "teams": colleagues.teams_with_queues(),
        "tabulations": choices(),
        **(for_record(conversation.person_id) if me.may_speak else {}),
        **_head(conversation),
        "tags_on": tag_ids_on(conversation_id),
        "all_tags": tags(),
        **_for_composer(request, conversation),
    }


def _head(conversation: read.ConversationLine) -> dict[str, Any]:
    person_id = conversation.person_id
    return {
        "open": conversation,
        "open_id": conversation.conversation_id,
        "person": people.card(person_id) if person_id else None,
        "tabulation": tabulation_name(conversation.tabulation, own_names()),
        "is_silent": _is_silent(conversation, clock.now()),
        "tag_names": _tag_names(conversation.conversation_id),
    }


def _version(conversation: read.ConversationLine, bubbles: tuple[Bubble, ...]) -> str:
    """Return the name of what is drawn now; the stream gives what comes after it."""
    tag_names = _tag_names(conversation.conversation_id)
    return drawn(bubbles, conversation, tag_names, now=clock.now()).name


def _tag_names(conversation_id: UUID) -> tuple[str, ...]:
    return names_on([conversation_id]).get(conversation_id, ())


def _beside(
    request: AtDesk, conversation: read.ConversationLine, bubbles: tuple[Bubble, ...]
) -> dict[str, Any]:
    sent = [b.outbound.message_id for b in bubbles if b.outbound]
    told = brief(conversation, now=clock.now())
    if told and conversation.person_id:
        name = people.card(conversation.person_id).name
        asked = fit_text(told.last_question, request.entered, name)
        told = replace(told, last_question=asked)
    return {
        "brief": told,
        **beside(conversation, sent, who=request.entered),
        **(deals(conversation) if request.entered.may_speak else {}),
        **(for_record(conversation.person_id) if request.entered.may_speak else {}),
    }


def _is_silent(row: read.ConversationLine, now: datetime) -> bool:
    """Tell whether an answer from the telephone keeps the assistant silent just now."""
    return row.handled_by == "bot" and row.silent_until is not None and row.silent_until > now


def _for_composer(request: AtDesk, conversation: read.ConversationLine) -> dict[str, Any]:
    if not request.entered.may_speak:
        return {}
    person_id = conversation.person_id
    name = people.card(person_id).first_name if person_id else ""

    def words(text: str) -> str:
        return filled(
            text,
            name=name,
            agent=request.entered.short,
            organisation=request.entered.organisation,
            at=timezone.localtime(clock.now()),
        )

    found = [(r.code, words(r.text), len(r.attached)) for r in quick_replies()]
    is_shut = not window_left(conversation.last_inbound_at)
    return {
        "quick_replies": found,
        "templates": _templates(request, conversation),
        "mode": "template" if is_shut else "text",
        "files": files_of(conversation.conversation_id, by=request.entered.user_id),
    }


def _templates(request: AtDesk, conversation: read.ConversationLine) -> tuple[Fillable, ...]:
    person_id = conversation.person_id
    return fillable_templates(
        conversation.number_id,
        first_name=people.card(person_id).first_name if person_id else "",
        organisation=request.entered.organisation,
    )
