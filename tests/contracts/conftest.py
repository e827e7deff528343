"""A simulated provider of its own for each file, at the machine's speed, and who listens to it."""

from collections.abc import Iterator

import pytest
from sim_business import Business
from sim_harness import Receiver, World


@pytest.fixture(scope="module")
def hook() -> Iterator[Receiver]:
    """Listen for webhooks."""
    receiver = Receiver()
    yield receiver
    receiver.close()


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    """Start a simulator."""
    world = World(speed=1.0)
    yield world
    world.close()


@pytest.fixture
def business(world: World, hook: Receiver) -> Business:
    """Open a business that nothing has happened to yet."""
    return Business(world, hook)
