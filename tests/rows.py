"""Records made up by Hypothesis from the types alone, for tests of what is written and read."""

import types
from dataclasses import is_dataclass
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from hypothesis import strategies as st

from dragoman.render.json import field_names

WORDS = st.text(max_size=8)


@cache
def made_up(hint: Any) -> st.SearchStrategy[Any]:
    """Any value of a type that a record holds."""
    origin, args = get_origin(hint), get_args(hint)
    if is_dataclass(hint):
        hints = get_type_hints(hint)
        return st.builds(hint, **{name: made_up(hints[name]) for name in field_names(hint)})
    if origin in {Union, types.UnionType}:
        return st.none() | made_up(args[0])
    if origin is tuple:
        return st.lists(made_up(args[0]), max_size=2).map(tuple)
    if origin is Literal:
        return st.sampled_from(args)
    return {
        str: WORDS,
        int: st.integers(0, 99),
        float: st.floats(0, 1),
        bool: st.booleans(),
    }[hint]
