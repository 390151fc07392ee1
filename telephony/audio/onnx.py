"""Opening the models: one thread a run, no spinning, so that many models share the cores politely."""

import hashlib
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import onnxruntime

from telephony.errors import SpeechUnavailable


def open_model(model: Path | bytes) -> Any:
    """An `onnxruntime.InferenceSession` on the CPU. The parallelism is in our own pool, not inside a run."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    # A spinning thread burns a core for milliseconds after every run; with 30 runs a second that is the core.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    source = model if isinstance(model, bytes) else str(model)
    return onnxruntime.InferenceSession(source, options, providers=["CPUExecutionProvider"])


def package_folder(package: str, *, install: str) -> Path:
    """Where a package lies, found without importing it. Raises `SpeechUnavailable` when it is missing."""
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise SpeechUnavailable(
            f"The package {install} is not installed; it carries a speech model. Install {install}."
        )
    return Path(next(iter(spec.submodule_search_locations)))


def verify(folder: Path, sha256: Mapping[str, str], *, install: str) -> None:
    """Check that the files are those we measured. Raises `SpeechUnavailable` when one is not."""
    for name, expected in sha256.items():
        try:
            content = (folder / name).read_bytes()
        except OSError as error:
            raise SpeechUnavailable(
                f"The model file {name} of {install} cannot be read ({error}). Reinstall {install}."
            ) from error
        if hashlib.sha256(content).hexdigest() != expected:
            raise SpeechUnavailable(
                f"The model file {name} differs from that of {install}. Reinstall exactly {install}."
            )
