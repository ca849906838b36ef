"""The preview as one HTML file that needs no network: for mail, for CI's artefacts, for a meeting, for paper."""

from accel.preview.html.page import render

__all__ = ["render"]
