"""How our templates become Python: what pages call hundreds of times is called straight.

Jinja asks of everything that is called whether it wants the context, and escapes what it answers. Our own macros and
functions never want it, and what they draw is safe already: their calls are compiled as plain calls. What each trick
gains stands in docs/reference/performance.md.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from types import BuiltinFunctionType, FunctionType, MethodType, SimpleNamespace
from typing import Any

from jinja2 import Environment, Undefined, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.idtracking import VAR_LOAD_RESOLVE
from jinja2.runtime import Context, Macro
from jinja2.utils import missing
from markupsafe import Markup, _escape_inner, escape  # type: ignore[attr-defined] # what `escape` itself calls

safe = str.__new__
"""Makes `Markup` of text without asking the text whether it is more than that."""

PLAIN = frozenset({FunctionType, BuiltinFunctionType, MethodType})
OF_EVERY_DICT = frozenset(dir(dict))

TRANSLATING = frozenset({"_", "gettext", "pgettext", "ngettext", "npgettext"})
"""Functions whose answers are safe: the catalogue's text with escaped values in it."""


class StraightCalls(CodeGenerator):
    """Compiles `ui.macro(…)` and calls of the functions in `environment.straight` as plain calls."""

    environment: PageEnvironment

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:  # noqa: FBT001, FBT002, N802 - Jinja's signature
        name = self._straight_name(node, frame)
        if name is None:
            super().visit_Call(node, frame, forward_caller=forward_caller)
            return
        self.write(f"environment.straight.{name}(")
        for argument in [*node.args, *node.kwargs]:
            self.visit(argument, frame)
            self.write(", ")
        self.write("caller=caller)" if forward_caller else ")")

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        self.write("(" if self._is_drawn(node, frame) else "environment.shown(")

    def _output_child_post(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        self.write(")")

    def _is_drawn(self, node: nodes.Expr, frame: Frame) -> bool:
        """Whether this gives safe text, whatever it is given."""
        name = self._straight_name(node, frame) if isinstance(node, nodes.Call) else None
        return name is not None and (name.startswith("ui.") or name in TRANSLATING)

    def _straight_name(self, call: nodes.Call, frame: Frame) -> str | None:
        """What is called, as a name below `environment.straight`; None where the template or its page names it."""
        is_of_kit = isinstance(call.node, nodes.Getattr)
        named = call.node.node if isinstance(call.node, nodes.Getattr) else call.node
        if not isinstance(named, nodes.Name) or is_of_kit != (named.name == "ui") or call.dyn_args or call.dyn_kwargs:
            return None
        load = frame.symbols.find_load(frame.symbols.find_ref(named.name) or "")
        if load is None or load[0] != VAR_LOAD_RESOLVE or not hasattr(self.environment.straight, named.name):
            return None
        return f"ui.{call.node.attr}" if isinstance(call.node, nodes.Getattr) else named.name


class QuickContext(Context):
    """Calls what a template names itself, without asking plain functions and macros what they want."""

    def call(__self, __obj: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: N805 - Jinja's signature: every name is free for the template
        if type(__obj) is Macro or (type(__obj) in PLAIN and not hasattr(__obj, "jinja_pass_arg")):
            kwargs.pop("_loop_vars", None)
            kwargs.pop("_block_vars", None)
            return __obj(*args, **kwargs)
        return super().call(__obj, *args, **kwargs)


class PageEnvironment(Environment):
    """`straight` holds what calls may name: functions, and the macros as `ui`."""

    code_generator_class = StraightCalls
    context_class = QuickContext
    straight: SimpleNamespace

    def getattr(self, obj: Any, attribute: str) -> Any:
        """As Jinja's; dictionaries, of which lists are made, are not asked for an attribute that they cannot have."""
        if type(obj) is dict and attribute not in OF_EVERY_DICT and attribute in obj:
            return obj[attribute]
        try:
            return getattr(obj, attribute)
        except AttributeError:
            return super().getattr(obj, attribute)

    @staticmethod
    def shown(value: Any) -> str:
        """The value as text of a page. Three in four are plain strings, and what is joined needs no `Markup`."""
        kind = type(value)
        if kind is str:
            return _escape_inner(value)
        return value if kind is Markup else escape(value)


def attributes(given: Mapping[str, Any] | Markup) -> Markup:
    """` name="value"` for each attribute that has a value, as Jinja's `xmlattr`. What is drawn already stays as it is.

    Raises ValueError for a name that is none.
    """
    if isinstance(given, Markup):
        return given
    if not given:
        return NOTHING
    drawn = [
        f' {_attribute(name)}="{PageEnvironment.shown(value)}"'
        for name, value in given.items()
        if value is not None and not isinstance(value, Undefined)
    ]
    return safe(Markup, "".join(drawn))


NOTHING = Markup("")
NOT_IN_NAMES = re.compile(r"[\s/>=]", re.ASCII)


@lru_cache(maxsize=256)
def _attribute(name: str) -> str:
    if NOT_IN_NAMES.search(name):
        raise ValueError(f"no name of an attribute: {name!r}")
    return _escape_inner(name)


def straightened(macro: Macro) -> Callable[..., Markup]:
    """The macro as a plain function; what it refuses, the macro itself refuses in its own words."""
    draw, names, count, takes_caller = macro._func, macro.arguments, macro._argument_count, macro.caller
    if macro.catch_kwargs or macro.catch_varargs or macro.explicit_caller:
        return macro  # type: ignore[return-value] # draws Markup, as ours does
    no_caller = macro._environment.undefined("No caller defined", name="caller")
    place_of = {name: place for place, name in enumerate(names)}
    left_out = [[missing] * (count - given) for given in range(count + 1)]

    def drawn(*args: Any, **named: Any) -> Markup:
        caller = named.pop("caller", missing)
        given = len(args)
        if given > count or (caller is not missing and not takes_caller):
            return _refused(macro, args, named, caller)
        values = [*args, *left_out[given]]
        for name, value in named.items():
            place = place_of.get(name, -1)
            if place < given:
                return _refused(macro, args, named, caller)
            values[place] = value
        if takes_caller:
            values.append(no_caller if caller is missing else caller)
        return safe(Markup, draw(*values))  # a macro escapes what it is given

    drawn.arguments = names  # type: ignore[attr-defined] # as a macro tells them
    return drawn


def _refused(macro: Macro, args: tuple[Any, ...], named: dict[str, Any], caller: Any) -> Markup:
    further = {} if caller is missing else {"caller": caller}
    return Markup(macro(*args, **named, **further))  # noqa: S704 - as above
