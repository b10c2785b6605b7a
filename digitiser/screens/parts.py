"""Our own parts in the browser: JavaScript and styles in `web/`, served as files, since the content policy allows nothing inline."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit.components.v2.component_manager import BidiComponentManager
from streamlit.components.v2.get_bidi_component_manager import get_bidi_component_manager
from streamlit.components.v2.manifest_scanner import ComponentConfig, ComponentManifest

_FOLDER = "web"
_NAMES = ("page", "rows", "groups", "capture", "sheet")  # a module of that name each


def mount(name: str, data: dict[str, Any]) -> None:
    """Put a part on the page; it is told `data` now and at every run of the script."""
    manager = get_bidi_component_manager()
    _known(manager)
    _part(name)(key=f"dg-{name}", data=data)


@cache
def _part(name: str) -> Any:
    style = f"{name}.css" if (Path(__file__).parent / _FOLDER / f"{name}.css").exists() else None
    return st.components.v2.component(f"digitiser.{name}", js=f"{name}.js", css=style, isolate_styles=False)


def _known(manager: BidiComponentManager) -> None:
    """Tell Streamlit where the files lie. It looks for that in the pyproject.toml of installed packages, which a wheel does not carry."""
    if manager.get_component_asset_root(f"digitiser.{_NAMES[0]}") is None:
        places = [ComponentConfig(name, _FOLDER) for name in _NAMES]
        manager.register_from_manifest(ComponentManifest("digitiser", "", places), Path(__file__).parent)
