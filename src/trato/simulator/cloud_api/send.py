"""`POST /{phone_number_id}/messages`: refuse as Meta refuses, or accept, write down and deliver."""

from datetime import datetime

from trato.foundation import clock
from trato.simulator.books.ledger import Forbidden, Ledger, Sent
from trato.simulator.books.referee import Case, judge, local_time
from trato.simulator.cloud_api.admission import MEDIA, Admission
from trato.simulator.cloud_api.deliver import Delivery, Outgoing, wamid_of
from trato.simulator.cloud_api.errors import Failure, gateway, known, refusal
from trato.simulator.cloud_api.fate import Fate
from trato.simulator.cloud_api.filling import fill
from trato.simulator.cloud_api.numbers import Number
from trato.simulator.cloud_api.parts import obj
from trato.simulator.cloud_api.shapes import check_send, kind_of
from trato.simulator.cloud_api.templates import Shelf
from trato.simulator.cloud_api.visible import letter_of, template_letter
from trato.simulator.cloud_api.wanted import Filled, Wanted
from trato.simulator.faults import Faults
from trato.simulator.http import Json, Response, answer
from trato.simulator.people.town import Town, canonical, digits_of
from trato.simulator.people.values import Fact


class Sender:
    """Takes in what businesses send."""

    def __init__(
        self,
        *,
        seed: int,
        town: Town,
        shelf: Shelf,
        ledger: Ledger,
        faults: Faults,
        delivery: Delivery,
        admission: Admission,
        fate: Fate,
    ) -> None:
        """Work with these parts of the world."""
        self._seed, self._town, self._shelf = seed, town, shelf
        self._ledger, self._faults, self._delivery = ledger, faults, delivery
        self._admission, self._fate = admission, fate

    def take(self, number: Number, body: Json) -> Response:
        """Answer one send."""
        now = clock.now()
        failure = check_send(body) or self._admission.of_number(number, now)
        if failure:
            return self._refuse(failure)
        if "status" in body:
            if self._delivery.hand:
                self._delivery.hand.is_marked(number, body)
            return answer({"success": True})
        return self._take(self._wanted(number, body, now))

    def _wanted(self, number: Number, body: Json, now: datetime) -> Wanted:
        to = str(body.get("to") or "")
        user_id = str(body.get("recipient") or "")
        handset = self._town.by_phone(to) if to else self._town.by_user_id(user_id)
        return Wanted(
            number=number,
            body=body,
            kind=kind_of(body),
            to=handset.phone if handset else (canonical(to) or user_id),
            handset=handset,
            now=now,
        )

    def _take(self, wanted: Wanted) -> Response:
        trouble = self._faults.for_send(wanted.to, wanted.kind, wanted.number.phone_number_id)
        if trouble.get("drop_before_accept"):
            return Response(drop=True)
        if "http" in trouble or "code" in trouble:
            return self._trouble(trouble)
        filled = self._fill(wanted)
        failure = (
            filled if isinstance(filled, Failure) else self._admission.of_message(wanted, filled)
        )
        if failure:
            return self._refuse(failure)
        assert not isinstance(filled, Failure)  # noqa: S101 -- refused above
        response = self._accept(wanted, filled, fails_with=_later_failure(trouble))
        if trouble.get("drop_after_accept"):
            return Response(drop=True)
        if "timeout_after_accept" in trouble:
            seconds = float(trouble["timeout_after_accept"])
            return Response(body=response.body, wait_seconds=seconds)
        if "gateway_after_accept" in trouble:
            return gateway(int(trouble["gateway_after_accept"]))
        return response

    def _trouble(self, trouble: Json) -> Response:
        if "code" not in trouble and trouble.get("is_bare"):
            return gateway(int(trouble["http"]))
        code = int(trouble.get("code", 131000))
        failure = Failure(code=code if known(code) else 131000, details="Fault on request.")
        self._ledger.refuse(failure.code)
        status = int(trouble.get("http", failure.http_status))
        response = refusal(failure, http_status=status)
        if "retry_after" in trouble:
            response.headers["retry-after"] = str(int(trouble["retry_after"]))
        return response

    def _refuse(self, failure: Failure) -> Response:
        self._ledger.refuse(failure.code)
        return refusal(failure)

    def _fill(self, wanted: Wanted) -> Filled | Failure:
        if wanted.kind != "template":
            return Filled(letter=letter_of(wanted.kind, wanted.body))
        node = obj(wanted.body["template"])
        language = str(obj(node.get("language")).get("code"))
        held = self._shelf.get(wanted.number.waba_id, str(node["name"]), language)
        found = fill(held, node)
        if isinstance(found, Failure):
            return found
        template, text = found
        return Filled(
            letter=template_letter(template, text, wanted.body),
            template=template,
            category=template.category.lower(),
        )

    def _accept(self, wanted: Wanted, filled: Filled, *, fails_with: Failure | None) -> Response:
        number, line, letter = wanted.number, wanted.line, filled.letter
        count = number.sent_to[wanted.to] = number.sent_to.get(wanted.to, 0) + 1
        wamid = wamid_of(self._seed, "out", number.phone_number_id, wanted.to, count)
        opaque = str(wanted.body.get("biz_opaque_callback_data") or "")
        row = Sent(
            wamid=wamid,
            phone_number_id=number.phone_number_id,
            to=wanted.to,
            kind=wanted.kind,
            opaque=opaque,
            text="\n".join([letter.text, *(c.title for c in letter.choices)]),
            template=filled.template.name if filled.template else "",
            business_initiated=not wanted.is_in_window,
            identified=line is not None and line.proved_at() is not None,
            accepted_at=wanted.now,
        )
        self._ledger.sends.append(row)
        self._judge(wanted, row)
        self._admission.admitted(wanted)
        failure = fails_with or _broken_link(wanted) or self._fate.failure(wanted, filled)
        free_until = self._fate.free_until(wanted)
        price = None
        if failure is None:
            price = self._fate.price(wanted, filled, is_free_entry=free_until is not None)
            failure = self._fate.unpaid(wanted, price)
        if line and wanted.body.get("to"):
            line.met_by_phone_at = wanted.now
        self._delivery.carry(
            Outgoing(
                number=number,
                wamid=wamid,
                to=wanted.to,
                handset=wanted.handset,
                letter=letter,
                opaque=opaque,
                template=filled.template,
                price=price,
                free_until=free_until,
                failure=failure,
                body=wanted.body,
            )
        )
        return answer(_accepted(wanted, wamid))

    def _judge(self, wanted: Wanted, row: Sent) -> None:
        handset, line = wanted.handset, wanted.line
        if handset is None or line is None or not handset.persona.is_on_whatsapp:
            return
        stop, resume = line.learnt.get(Fact.SAID_STOP), line.learnt.get(Fact.SAID_RESUME)
        knew_stop = stop is not None and (resume is None or resume < stop)
        knew_wrong = Fact.SAID_WRONG_PERSON in line.learnt
        today = local_time(wanted.now, handset.phone).date()
        case = Case(
            at=wanted.now,
            phone=handset.phone,
            text=row.text,
            is_template=wanted.kind == "template",
            is_initiated=row.business_initiated,
            role=wanted.number.role,
            had_identity=row.identified,
            knew_stop=knew_stop,
            knew_wrong_person=knew_wrong,
            said_after=line.confirmations,
            already_initiated_today=line.initiated_on == today,
        )
        line.confirmations += knew_stop or knew_wrong
        if row.business_initiated:
            line.initiated_on = today
        for why in judge(case):
            self._ledger.forbidden.append(Forbidden(wamid=row.wamid, why=why, at=wanted.now))


def _later_failure(trouble: Json) -> Failure | None:
    """Many errors come only with the status: the call was accepted, the message never arrives."""
    if "fail_after_accept" not in trouble:
        return None
    code = int(trouble["fail_after_accept"])
    return Failure(code=code if known(code) else 131000)


def _broken_link(wanted: Wanted) -> Failure | None:
    link = obj(wanted.body.get(wanted.kind)).get("link") if wanted.kind in MEDIA else None
    if link and ".invalid/" in f"{link}/":
        return Failure(code=131053, details="The media could not be fetched.")
    return None


def _accepted(wanted: Wanted, wamid: str) -> Json:
    handset = wanted.handset
    contact: Json = {"input": str(wanted.body.get("to") or wanted.body.get("recipient"))}
    if wanted.body.get("to"):
        contact["wa_id"] = handset.wa_id if handset else digits_of(str(wanted.body["to"]))
    if handset:
        contact["user_id"] = handset.user_id
    return {
        "messaging_product": "whatsapp",
        "contacts": [contact],
        "messages": [{"id": wamid, "message_status": "accepted"}],
    }
