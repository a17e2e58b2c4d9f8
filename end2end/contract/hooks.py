"""Keeps schemathesis from sawing off the branch it sits on."""

import os

import schemathesis

# Bytes are bytes.
schemathesis.serializer.alias("application/offset+octet-stream", "application/octet-stream")

# What this run lives on, and what is taken in its place.
SPARED = {
    os.environ["TESSERA_TOKEN_ID"]: os.environ["TESSERA_SPARE_TOKEN_ID"],
    os.environ["TESSERA_PIN"]: os.environ["TESSERA_SPARE_PIN"],
}


@schemathesis.hook
def before_call(context, case, kwargs):
    """Lists lead to the access token of this very run, and to the pin that it tries things at. Others go in their place."""
    if case.method == "DELETE" and case.path_parameters:
        case.path_parameters = {
            name: SPARED.get(value, value) if isinstance(value, str) else value
            for name, value in case.path_parameters.items()
        }
    body = case.body
    if case.path == "/api/v1/pins/delete" and isinstance(body, dict):
        if body.get("all") is True and isinstance(body.get("q"), (str, type(None))):
            case.body = {**body, "q": "Two"}
        elif isinstance(body.get("ids"), list):
            ids = [SPARED.get(value, value) if isinstance(value, str) else value for value in body["ids"]]
            case.body = {**body, "ids": ids}
