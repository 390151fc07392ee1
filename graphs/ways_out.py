"""The exits that a type of step has, before there is a step of it: read from the fields of its model."""

from pydantic import BaseModel

from graphs.layout import Layout
from graphs.nodes import Step

_ANY = "any"


def ways_out(step: type[Step]) -> list[str]:
    """`next`, `each of the cases`, …; `(optional)` stands after those that a step may leave out."""
    layout = Layout(step)
    ways = []
    for name in layout.order(None):
        if layout.leads(name, None):
            ways.append(name if _required(step, name) else f"{name} (optional)")
        elif _items_lead_on(layout.setting(name, None)):
            ways.append(f"each of the {name}")
    if step.model_config.get("extra") == "allow":
        ways.append("if_… (optional, one for each result)")
    return ways


def _items_lead_on(layout: Layout) -> bool:
    """Whether what stands in a list or a map here names steps."""
    items = [layout.setting(key, None) for key in (None, _ANY)]
    return layout.model(None) is None and any(item.leads(name, None) for item in items for name in item.order(None))


def _required(step: type[BaseModel], name: str) -> bool:
    return next(field.is_required() for key, field in step.model_fields.items() if name == (field.alias or key))
