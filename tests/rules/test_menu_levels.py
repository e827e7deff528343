"""Menus within menus: what the channel can show, how deep they go, and the way back."""

from dataclasses import replace
from typing import Any

import pytest

from trato.casework.reception.levels import check_menu, opened_by, parent_of, trail
from trato.casework.reception.menu import BadMenu, Choice, Leads, Menu, SubMenu


def human(title: str = "Atendente") -> Choice:
    return Choice(choice_id=f"menu:{title}", title=title, leads=Leads.HUMAN)


def opens(menu_id: str, title: str = "") -> Choice:
    return Choice(
        choice_id=f"menu:to:{menu_id}", title=title or menu_id, leads=Leads.MENU, menu_id=menu_id
    )


def submenu(menu_id: str, *choices: Choice, **more: Any) -> SubMenu:
    named: dict[str, Any] = {"name": menu_id.upper(), **more}
    return SubMenu(menu_id=menu_id, choices=choices or (human(),), **named)


THREE = Menu(
    choices=(opens("a", "Contrato"), human()),
    submenus=(submenu("a", opens("b", "Segunda via"), human()), submenu("b", human("Por e-mail"))),
)


def many(count: int, title: str = "Assunto") -> tuple[Choice, ...]:
    return tuple(human(f"{title} {n}") for n in range(count))


@pytest.mark.parametrize(
    ("menu", "wanted"),
    [
        (THREE, None),
        # Up to nine and the way back are a list, up to two and the way back are buttons.
        (replace(THREE, submenus=(submenu("a", *many(9)),)), None),
        (replace(THREE, submenus=(submenu("a", *many(10)),)), ("many", 0, "a")),
        (replace(THREE, submenus=(submenu("a", human("x" * 20), human()),)), None),
        (
            replace(THREE, submenus=(submenu("a", human("x" * 21), human()),)),
            ("title_long", 1, "a"),
        ),
        (replace(THREE, submenus=(submenu("a", *many(2), human("x" * 24)),)), None),
        (
            replace(THREE, submenus=(submenu("a", *many(2), human("x" * 25)),)),
            ("title_long", 3, "a"),
        ),
        (replace(THREE, submenus=(submenu("a", human("voltar")),)), ("twice", 1, "a")),
        (replace(THREE, submenus=(submenu("a", human(), human("ATENDENTE")),)), ("twice", 2, "a")),
        (replace(THREE, submenus=(submenu("a", text="{x}"),)), ("text", 0, "a")),
        (replace(THREE, submenus=(SubMenu(menu_id="a", name="A"),)), ("none", 0, "a")),
        (replace(THREE, submenus=(submenu("a", name=" "),)), ("name", 0, "a")),
        (
            replace(THREE, submenus=(submenu("a"), submenu("b", name="a"))),
            ("name_twice", 0, "b"),
        ),
        (replace(THREE, submenus=()), ("menu", 1, "")),
        (replace(THREE, submenus=(submenu("a", human(), opens("gone")),)), ("menu", 2, "a")),
        (replace(THREE, submenus=(submenu("a", human(), opens("a")),)), ("deep", 2, "a")),
        (
            replace(THREE, submenus=(submenu("a", opens("b")), submenu("b", opens("a")))),
            ("deep", 1, "a"),
        ),
        (
            replace(THREE, submenus=(*THREE.submenus[:1], submenu("b", opens("c")), submenu("c"))),
            ("deep", 1, "a"),
        ),
        # What no line of the first menu opens is held to the same.
        (
            Menu(choices=(human(),), submenus=(submenu("a", opens("b")), submenu("b", opens("b")))),
            ("deep", 1, "a"),
        ),
        (
            replace(THREE, submenus=tuple(submenu(f"m{n}") for n in range(13))),
            ("many_menus", 0, ""),
        ),
    ],
)
def test_what_can_be_kept(menu: Menu, wanted: tuple[str, int, str] | None) -> None:
    if wanted is None:
        check_menu(menu, queues=[])
        return
    with pytest.raises(BadMenu) as found:
        check_menu(menu, queues=[])
    assert (found.value.code, found.value.line, found.value.menu_id) == wanted


@pytest.mark.parametrize(("menu_id", "wanted"), [("a", ""), ("b", "a"), ("gone", "")])
def test_the_way_back_leads_to_where_it_was_opened(menu_id: str, wanted: str) -> None:
    assert parent_of(THREE, menu_id) == wanted


def test_of_two_ways_the_shorter_is_the_way_back() -> None:
    both = replace(THREE, choices=(*THREE.choices, opens("b")))
    assert parent_of(both, "b") == ""


def test_a_circle_has_a_way_back_too() -> None:
    circle = Menu(submenus=(submenu("a", opens("b")), submenu("b", opens("a"))))
    assert (parent_of(circle, "a"), parent_of(circle, "b")) == ("", "")
    assert trail(circle, circle.submenus[0].choices[0]) == "b"


def test_a_choice_is_told_with_the_lines_that_led_to_it() -> None:
    assert trail(THREE, THREE.choices[1]) == "Atendente"
    assert trail(THREE, THREE.submenus[1].choices[0]) == "Contrato > Segunda via > Por e-mail"


def test_what_opens_a_menu() -> None:
    assert opened_by(THREE, "b")
    assert not opened_by(replace(THREE, choices=(human(),)), "a")


def test_the_way_back_is_the_last_line() -> None:
    shown = THREE.submenus[0].shown
    assert [c.title for c in shown] == ["Segunda via", "Atendente", "Voltar"]
    assert not THREE.submenus[0].is_list
    assert submenu("a", *many(3)).is_list
