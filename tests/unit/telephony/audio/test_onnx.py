"""Model files are those we measured, or they are refused."""

import hashlib
from pathlib import Path

import pytest

from telephony.audio.onnx import package_folder, verify
from telephony.errors import SpeechUnavailable

CONTENT = b"a model"
SHA256 = hashlib.sha256(CONTENT).hexdigest()


def test_the_right_file_is_accepted(tmp_path: Path) -> None:
    """A file with the expected checksum passes in silence."""
    (tmp_path / "model").write_bytes(CONTENT)
    verify(tmp_path, {"model": SHA256}, install="models==1")


def test_another_file_is_refused(tmp_path: Path) -> None:
    """A changed file is refused with what to install."""
    (tmp_path / "model").write_bytes(CONTENT + b"!")
    with pytest.raises(SpeechUnavailable, match=r"differs.*Reinstall exactly models==1"):
        verify(tmp_path, {"model": SHA256}, install="models==1")


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    """A wheel without the model is refused with what to install."""
    with pytest.raises(SpeechUnavailable, match=r"cannot be read.*Reinstall models==1"):
        verify(tmp_path, {"model": SHA256}, install="models==1")


def test_a_missing_package_is_refused() -> None:
    """A package that is not installed is named."""
    with pytest.raises(SpeechUnavailable, match="Install models==1"):
        package_folder("there_is_no_such_package", install="models==1")
