"""Streamlit's file uploader in our words.

By itself it speaks English only, and says why it takes no file to those alone who point at the file's name:
what the browser refuses, such as a file that is too large, never reaches Python. So the words are put into
its button by a style sheet, and what to do stands below it, hidden until the newest file, the last in its
list, is marked as refused. What a page says of a file that it received, in containers whose key begins with
``received-file``, is hidden then: it is about another one.
"""

from __future__ import annotations

from typing import Any

import streamlit as st
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx

from ui.language import _

# Generated content counts for an element's accessible name, and what is not displayed does not.
_STYLE = """<style>
[data-testid="stFileUploaderDropzoneInstructions"] {{ display: none; }}
[data-testid="stFileUploaderDropzone"] > span button [data-testid="stMarkdownContainer"] > p {{
  display: none;
}}
[data-testid="stFileUploaderDropzone"] > span button [data-testid="stMarkdownContainer"]::after {{
  content: "{upload}";
}}
[data-testid="stFileUploaderDropzone"] > input + div > span:only-child {{ font-size: 0; }}
[data-testid="stFileUploaderDropzone"] > input + div > span:only-child::after {{
  content: "{drop}"; font-size: 0.875rem;
}}
[data-testid="stLayoutWrapper"]:has(> [class*="st-key-refused-file"]) {{ display: none; }}
[data-testid="stVerticalBlock"]:has(> [data-testid="stElementContainer"]
  [data-testid="stFileChips"] > :first-child > :last-child [aria-invalid="true"]) {{
  > [data-testid="stLayoutWrapper"]:has(> [class*="st-key-refused-file"]) {{ display: flex; }}
  > [data-testid="stLayoutWrapper"]:has(> [class*="st-key-received-file"]) {{ display: none; }}
}}
</style>"""


def file_uploader(
    label: str, types: str | list[str], *, key: str, megabytes: int, expected: str, remedy: str, **more: Any
) -> Any:
    """A file that was uploaded (`st.file_uploader`), or None.

    Arguments:
        megabytes: the most that is taken.
        expected: what kinds of files are.
        remedy: what to do about one that is too large.
        more: other arguments of `st.file_uploader`.
    """
    st.html(_STYLE.format(upload=_("Upload a file"), drop=_("Drop the file here")))
    file = st.file_uploader(label, types, key=key, max_upload_size=megabytes, **more)
    with st.container(key=f"refused-file-{key}"):
        st.error(
            _(
                "The last file of the list above was not taken. Expected {expected}, at most {size} MB; how "
                "large it is stands below its name. {remedy} If it fits, try again in a moment."
            ).format(expected=expected, size=megabytes, remedy=remedy),
            icon=":material/error:",
        )
    return file


def let_go(file: str) -> None:
    """Have Streamlit forget a file that was read: by itself it keeps it until the session ends."""
    context = get_script_run_ctx()
    if context is not None and isinstance(context.uploaded_file_mgr, MemoryUploadedFileManager):
        context.uploaded_file_mgr.remove_file(context.session_id, file)
