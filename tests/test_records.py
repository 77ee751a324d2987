"""Records behave as the dataclasses they stand for, from the first use on."""

import copy
import dataclasses
import inspect
import pickle
from collections.abc import Callable
from dataclasses import field
from pathlib import Path
from typing import Any, Generic, TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from social_care import models
from social_care.models import Limits, Visibility
from social_care.records import dataclass

T = TypeVar("T")
Decorator = Callable[..., Callable[[type], type]]
FROZEN: dict[str, Any] = {"frozen": True, "slots": True, "kw_only": True}


def customer(decorate: Decorator, **options: Any) -> type:
    """The same noun by either decorator."""

    class Customer:
        """Somebody."""

        name: str
        tags: list[str] = field(default_factory=list)
        age: int = 7

        def __post_init__(self) -> None:
            if self.age < 0:
                raise ValueError("nobody is that young")

    return decorate(**{**FROZEN, **options})(Customer)


BOTH = [pytest.param(dataclass, id="record"), pytest.param(dataclasses.dataclass, id="dataclass")]


@pytest.mark.parametrize("decorate", BOTH)
def test_a_record_is_made_compared_shown_and_replaced_like_a_dataclass(decorate: Decorator) -> None:
    kind = customer(decorate)
    kim = kind(name="Kim")
    assert kim == kind(name="Kim", tags=[]) != kind(name="Lee")
    assert kim != "Kim"
    assert repr(kim).endswith("Customer(name='Kim', tags=[], age=7)")
    assert dataclasses.replace(kim, age=8) == kind(name="Kim", age=8)
    assert dataclasses.asdict(kim) == {"name": "Kim", "tags": [], "age": 7}
    assert [one.name for one in dataclasses.fields(kind)] == ["name", "tags", "age"]
    assert list(inspect.signature(kind).parameters) == ["name", "tags", "age"]
    assert kind.__doc__ == "Somebody."
    assert vars(kind)["__match_args__"] == ()
    assert not hasattr(kim, "__dict__")
    assert copy.copy(kim) == copy.deepcopy(kim) == kim


@pytest.mark.parametrize("decorate", BOTH)
def test_what_cannot_be_meant_is_refused(decorate: Decorator) -> None:
    kind = customer(decorate)
    with pytest.raises(TypeError, match="name"):
        kind()
    with pytest.raises(TypeError, match="positional"):
        kind("Kim")
    with pytest.raises(ValueError, match="nobody"):
        kind(name="Kim", age=-1)
    kim = kind(name="Kim")
    with pytest.raises(dataclasses.FrozenInstanceError):
        kim.name = "Lee"
    with pytest.raises(dataclasses.FrozenInstanceError):
        del kim.name
    with pytest.raises(TypeError, match="unhashable"):
        hash(kim)  # its list


@pytest.mark.parametrize("decorate", BOTH)
def test_without_eq_each_one_is_only_itself(decorate: Decorator) -> None:
    kind = customer(decorate, eq=False)
    kim = kind(name="Kim")
    assert kim != kind(name="Kim")
    assert hash(kim) == hash(kim)
    assert "Kim" in repr(kim)


@pytest.mark.parametrize("decorate", BOTH)
def test_its_own_methods_are_left_alone(decorate: Decorator) -> None:
    class Secret:
        """Says nothing."""

        word: str

        def __repr__(self) -> str:
            return "Secret"

    kind: Callable[..., object] = decorate(**FROZEN)(Secret)
    assert repr(kind(word="open")) == "Secret"


@pytest.mark.parametrize("decorate", BOTH)
def test_one_that_is_not_frozen_can_change(decorate: Decorator) -> None:
    kind = customer(decorate, frozen=False)
    kim = kind(name="Kim")
    kim.name = "Lee"
    assert kim == kind(name="Lee")


@pytest.mark.parametrize("decorate", BOTH)
def test_one_may_be_made_of_another(decorate: Decorator) -> None:
    base = customer(decorate)

    class Agent(base):  # type: ignore[misc,valid-type]
        """Somebody of ours."""

        team: str = "day"

    kind: Callable[..., Any] = decorate(**FROZEN)(Agent)
    assert kind(name="Kim").team == "day"
    assert kind(name="Kim") == kind(name="Kim", team="day") != base(name="Kim")
    with pytest.raises(dataclasses.FrozenInstanceError):
        kind(name="Kim").age = 8


def test_one_may_be_generic() -> None:
    @dataclass(frozen=True, slots=True)
    class Box(Generic[T]):
        """Holds something."""

        content: T

    assert Box(3) == Box[int](3) != Box(4)
    assert hash(Box("a")) == hash(Box("a"))


def test_its_methods_are_written_when_it_is_first_used() -> None:
    kind = customer(dataclass)
    assert Path(vars(kind)["__init__"].__code__.co_filename).name == "records.py"
    kind(name="Kim")
    assert vars(kind)["__init__"].__code__.co_filename == "<string>"


@given(st.integers(1, 9_999), st.sampled_from(Visibility))
def test_nouns_survive_a_pickle(length: int, visibility: Visibility) -> None:
    limits = Limits(max_length=length)
    assert pickle.loads(pickle.dumps((limits, visibility))) == (limits, visibility)


def test_every_noun_is_a_record() -> None:
    """A console knows them all and uses a few: they must cost nothing before that."""
    plain = [
        path.name
        for path in Path(models.__file__).parent.glob("*.py")
        if "from dataclasses import dataclass" in path.read_text(encoding="utf-8")
    ]
    assert plain == []
