"""Table of contents of the screens. `digitiser review` starts it, behind its guard."""

import streamlit as st

from digitiser.screens import capture, export, frame, groups, overview, rows
from digitiser.screens.language import say

frame.open_page()
st.navigation(
    [
        st.Page(rows.show, title=say("Review"), url_path="review", default=True),
        st.Page(groups.show, title=say("Groups"), url_path="groups"),
        st.Page(capture.show, title=say("Capture"), url_path="capture"),
        st.Page(overview.show, title=say("Overview"), url_path="overview"),
        st.Page(export.show, title=say("Export"), url_path="export"),
    ],
    position="top",
).run()
