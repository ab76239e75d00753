"""A frozen value as JSON and back: `load(type(value), dump(value)) == value` for every value of `values.py`."""

from __future__ import annotations

import json
from dataclasses import fields
from functools import cache
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

from lecture.errors import DamagedData
from lecture.values import KEPT_APART
from lecture.versions import upgraded

if TYPE_CHECKING:
    from pydantic import TypeAdapter

Value = TypeVar("Value")


def dump(value: object, indent: int | None = None) -> str:
    """`value` as JSON text that UTF-8 can hold: its fields under their own names, and its version where it has one.
    Fields that are kept apart are left out.

    Raises ValueError for NaN and infinities, which JSON lacks. A lone surrogate, which UTF-8 lacks, is written
    as its escape.
    """
    text = json.dumps(value, default=_by_field, ensure_ascii=False, allow_nan=False, indent=indent)
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def load(kind: type[Value], text: str) -> Value:
    """The value of type `kind` that `dump` wrote, also an older one. Fields of no meaning to `kind` are passed over.

    Raises DamagedData where the text is no JSON, or not of this shape; NewerData where a newer app wrote it.
    """
    try:
        found = upgraded(kind.__name__, json.loads(text, parse_constant=_no_such_number))
        value: Value = _adapter(kind).validate_python(found)  # type: ignore[arg-type]  # a class is hashable
    except (ValueError, RecursionError) as error:  # pydantic's ValidationError is a ValueError
        raise DamagedData(kind.__name__, str(error)) from error
    return value


def _by_field(value: Any) -> dict[str, object]:
    version = {"version": value.VERSION} if hasattr(value, "VERSION") else {}
    written = [field.name for field in fields(value) if field.metadata != KEPT_APART]
    return version | {name: getattr(value, name) for name in written}


def _no_such_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a JSON number")


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    from pydantic import TypeAdapter  # 0.1 s that the first page need not wait for

    return TypeAdapter(kind)
