"""Keeps schemathesis from sawing off the branch it sits on."""

import os

import schemathesis

OWN = os.environ["TESSERA_TOKEN_ID"]
SPARE = os.environ["TESSERA_SPARE_TOKEN_ID"]


@schemathesis.hook
def before_call(context, case, kwargs):
    """The list of access tokens leads to the one of this very run. Another is taken back in its place."""
    if case.method == "DELETE" and OWN in (case.path_parameters or {}).values():
        case.path_parameters = {
            name: SPARE if value == OWN else value for name, value in case.path_parameters.items()
        }
