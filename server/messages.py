"""Messages of several types, told apart by their `type`."""

from collections.abc import Collection, Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from engine.errors import from_validation, unknown

Message = TypeVar("Message", bound=BaseModel)


def by_type(*models: type[Message]) -> dict[str, type[Message]]:
    """The models by the type that each declares."""
    return {model.model_fields["type"].default: model for model in models}


def read_message(
    models: Mapping[str, type[Message]], value: Mapping[str, Any], others: Collection[str] = ()
) -> Message:
    """The message that plain data is; raises `InputErrors`, or `InputError` for a type of which there is no model. It
    names the `others` too, that are read elsewhere."""
    kind = value.get("type")
    if not isinstance(kind, str) or kind not in models:
        raise unknown("type", (*models, *others), kind)
    model = models[kind]
    try:
        return model.model_validate(value)
    except ValidationError as error:
        raise from_validation(error, keys=model.model_fields) from None
