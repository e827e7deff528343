"""The architecture is held by `.importlinter`: it is green, and each of its contracts can fail.

Every case is one wrong import, written into a copy of the source; the contract meant for it must
be among those that break, and no case may be the only thing between a contract and being decor.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CONFIG = ROOT / ".importlinter"

NEW = "novelty/__init__.py"

# (where, the wrong line, the contract that must catch it)
WRONG = [
    # Upwards, from each layer to the one above it and from the lowest to the highest.
    ("wiring.py", "import trato.entrypoints.worker.run", "layers"),
    ("adapters/whatsapp/send.py", "import trato.wiring", "layers"),
    ("insights/metrics/laws.py", "import trato.wiring", "layers"),
    ("speakers/desk/reply.py", "import trato.adapters.whatsapp.values", "layers"),
    ("speakers/bot/say.py", "import trato.insights.metrics.funnel", "layers"),
    ("casework/conversations/receive.py", "import trato.speakers.bot.reply", "layers"),
    ("door/outbox/gather.py", "import trato.casework.conversations.read", "layers"),
    ("book/people/register.py", "import trato.door.consent.read", "layers"),
    ("journal/record.py", "import trato.book.people.read", "layers"),
    ("foundation/crypto.py", "import trato.journal.record", "layers"),
    ("foundation/tenancy.py", "import trato.entrypoints.cli.main", "layers"),
    # Sideways between layers of one height, late and hidden in a function, by type only.
    ("adapters/pix/client.py", "import trato.insights.metrics.laws", "layers"),
    ("insights/metrics/funnel.py", "from trato.adapters.pix import client", "layers"),
    ("journal/seal.py", "def late():\n    from trato.book.people import read", "layers"),
    (
        "book/people/read.py",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n"
        "    from trato.door.outbox.values import Content",
        "layers",
    ),
    # A new folder at the top that nobody placed; one inside the door.
    (NEW, "", "layers"),
    ("door/" + NEW, "", "inside-the-door"),
    # The simulated world and the product.
    ("simulator/cloud_api/send.py", "import trato.door.outbox.values", "simulator"),
    ("simulator/psp/provider.py", "from trato.adapters.pix import parse", "simulator"),
    ("simulator/world.py", "import trato.foundation.database", "simulator"),
    ("simulator/people/mind.py", "import django.db", "simulator"),
    ("adapters/whatsapp/send.py", "import trato.simulator.world", "simulator-stays-outside"),
    ("foundation/clock.py", "import trato.simulator.agenda", "simulator-stays-outside"),
    ("entrypoints/worker/run.py", "import trato.simulator.run", "simulator-stays-outside"),
    # Inside the door.
    ("door/policy/decide.py", "import trato.door.outbox.values", "inside-the-door"),
    ("door/consent/withdraw.py", "import trato.door.outbox.cancel", "inside-the-door"),
    ("door/consent/read.py", "import trato.door.policy.words", "inside-the-door"),
    # Speakers; providers.
    ("speakers/bot/reply.py", "import trato.speakers.campaigns.read", "speakers"),
    ("speakers/campaigns/plan.py", "import trato.speakers.bot.say", "speakers"),
    ("speakers/desk/reply.py", "from trato.speakers.bot import say", "speakers"),
    ("adapters/whatsapp/send.py", "import trato.adapters.pix.client", "adapters"),
    ("adapters/pix/parse.py", "from trato.adapters.whatsapp import values", "adapters"),
    # One door: who may hold what sends, write a pass, hand in a draft.
    ("entrypoints/worker/effects.py", "from trato.adapters.whatsapp.send import CloudApi",
     "one-door"),
    ("entrypoints/cli/house.py", "import trato.adapters.pix.client", "one-door"),
    ("entrypoints/worker/run.py", "from trato.door.outbox.dispatch import dispatch", "one-door"),
    ("speakers/desk/reply.py", "from trato.door.outbox import dispatch", "one-door"),
    ("door/outbox/settle_unknown.py", "import trato.door.outbox.dispatch", "one-door"),
    ("speakers/bot/carry_out.py", "from trato.door.outbox.provider import Cleared", "passes"),
    ("casework/conversations/store_media.py", "import trato.door.outbox.provider", "passes"),
    ("door/outbox/submit.py", "from trato.door.outbox.provider import _seal", "passes"),
    ("entrypoints/worker/effects.py", "import trato.door.outbox.submit", "only-speakers-submit"),
    ("casework/payments/settle.py", "from trato.door.outbox import submit", "only-speakers-submit"),
    ("entrypoints/api/messages.py", "from trato.door.outbox.submit import submit",
     "only-speakers-submit"),
    # Entrypoints read webhooks; the rest of an adapter comes through the wiring.
    ("entrypoints/worker/unpack.py", "import trato.adapters.whatsapp.render",
     "reading-the-world"),
    ("entrypoints/console/page.py", "import trato.adapters.whatsapp.values", "reading-the-world"),
    # Pure is pure, directly and through a neighbour.
    ("door/policy/decide.py", "import django.db.models", "pure"),
    ("door/policy/hours.py", "from trato.foundation import clock", "pure"),
    ("door/policy/rulebook/timing.py", "import time", "pure"),
    ("door/policy/words.py", "import os", "pure"),
    ("door/policy/values.py", "import trato.book.people.read", "pure"),
    ("speakers/bot/dialogue/step.py", "import random", "pure"),
    ("speakers/bot/dialogue/turn.py", "import httpx", "pure"),
    ("speakers/bot/dialogue/flow.py", "from trato.book.organisations import read", "pure"),
    ("casework/negotiation/terms/offers.py", "import secrets", "pure"),
    ("casework/payments/rules.py", "import urllib.request", "pure"),
    ("book/people/values.py", "from trato.foundation.ids import new_id", "pure"),
    ("book/portfolios/rules.py", "import socket", "pure"),
    ("foundation/money.py", "import psycopg", "pure"),
    ("adapters/whatsapp/parse.py", "import aiohttp", "pure"),
    # Tables and SQL.
    ("speakers/desk/reply.py", "from trato.door.outbox.models import OutboundMessage",
     "private-tables"),
    ("entrypoints/console/page.py", "from trato.casework.conversations import models",
     "private-tables"),
    ("book/portfolios/read.py", "from trato.book.people.models import Person", "private-tables"),
    ("casework/payments/issue.py", "from trato.casework.negotiation import models",
     "private-tables"),
    ("insights/metrics/funnel.py", "import trato.door.outbox.sql", "private-tables"),
    ("entrypoints/worker/run.py", "from trato.entrypoints.ingest import sql", "private-tables"),
    # Cycles between siblings.
    ("book/organisations/read.py", "import trato.book.people.read", "acyclic"),
    ("casework/negotiation/accept.py", "import trato.casework.payments.read", "acyclic"),
    ("entrypoints/ingest/app.py", "import trato.entrypoints.worker.tick", "acyclic"),
    ("foundation/regions.py", "import trato.foundation.phone", "acyclic"),
    # Connections to the outside.
    ("entrypoints/worker/run.py", "import aiohttp", "no-client-libraries"),
    ("entrypoints/console/thread.py", "import httpx", "no-client-libraries"),
    ("speakers/campaigns/release.py", "import requests", "no-client-libraries"),
    ("casework/payments/poll.py", "import http.client", "no-client-libraries"),
    ("door/outbox/react.py", "import urllib.request", "no-client-libraries"),
    ("book/portfolios/source.py", "import smtplib", "no-client-libraries"),
    ("speakers/bot/know.py", "from trato.foundation.http import HttpClient", "http-client"),
    ("entrypoints/cli/house.py", "from trato.foundation import http", "http-client"),
    ("speakers/integrations/send.py", "import ninja", "api-framework"),
    ("book/people/values.py", "from pydantic import BaseModel", "api-framework"),
    ("foundation/masks.py", "import os", "pure"),
    ("speakers/integrations/send.py", "import trato.speakers.bot.say", "speakers"),
    ("entrypoints/api/people.py", "from trato.book.people.models import Person",
     "private-tables"),
]  # fmt: skip


def _contract_ids() -> set[str]:
    return set(re.findall(r"^\[importlinter:contract:([\w-]+)\]", CONFIG.read_text(), re.MULTILINE))


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> list[set[str]]:
    """What breaks in the untouched copy, then under each wrong import."""
    copy = tmp_path_factory.mktemp("copy")
    shutil.copytree(ROOT / "src", copy / "src", ignore=shutil.ignore_patterns("__pycache__"))
    package = copy / "src" / "trato"
    for where, _, _ in WRONG:
        assert where.endswith(NEW) or (package / where).is_file(), f"{where} is gone"
    ran = subprocess.run(
        [sys.executable, ROOT / "tests/imports/injector.py", package, CONFIG, copy / "cache"],
        input=json.dumps([(where, line) for where, line, _ in WRONG]),
        env=os.environ | {"PYTHONPATH": f"{copy / 'src'}{os.pathsep}{ROOT}"},
        cwd=copy,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert ran.returncode == 0, ran.stderr[-3000:] + ran.stdout[-1000:]
    return [set(ids) for ids in json.loads(ran.stdout)]


def test_the_source_keeps_the_contract(broken: list[set[str]]) -> None:
    assert broken[0] == set()


def test_the_command_line_agrees() -> None:
    linter = Path(sys.executable).parent / "lint-imports"
    ran = subprocess.run(
        [linter, "--no-logo"], cwd=ROOT, capture_output=True, text=True, timeout=120
    )
    assert ran.returncode == 0, ran.stdout[-3000:]
    assert f"{len(_contract_ids())} kept, 0 broken" in ran.stdout


@pytest.mark.parametrize(
    "case", range(len(WRONG)), ids=[f"{where}-{contract}" for where, _, contract in WRONG]
)
def test_a_wrong_import_is_caught(case: int, broken: list[set[str]]) -> None:
    where, line, contract = WRONG[case]
    assert contract in broken[case + 1], f"{where}: {line!r} broke {broken[case + 1] or 'nothing'}"


def test_every_contract_has_a_wrong_import_that_breaks_it() -> None:
    assert {contract for _, _, contract in WRONG} == _contract_ids()
