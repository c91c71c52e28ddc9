"""Keeping a network, handing it on, and the keys."""

from __future__ import annotations

from core.message import Translate


def sharing_words(_: Translate) -> dict[str, str]:
    """The texts in the language of `_`."""
    return _files(_) | _links(_) | _keys(_)


def _files(_: Translate) -> dict[str, str]:
    return {
        "c_save": _("Save"),
        "c_save_help": _("Save this network, with its weights and all choices, to a file"),
        "c_load": _("Open"),
        "c_load_help": _("Open a network that was saved to a file"),
        "c_file_large": _("This file is too large to be a saved network. Choose a file that Save has made."),
        "c_file_wrong": _("This file is not a saved network. Choose a file that Save has made."),
    }


def _links(_: Translate) -> dict[str, str]:
    return {
        "c_share": _("Share"),
        "c_share_help": _("An address that opens the same choices, for others or for a web page"),
        "c_link": _("Link"),
        "c_link_help": _(
            "Opens the page with all choices as they are now. Weights that were learnt are not in it: save "
            "them to a file."
        ),
        "c_embed": _("For a web page"),
        "c_embed_help": _("Put this into a page of your own to show the network there."),
        "c_hide": _("Hide from those who open it"),
        "c_hide_help": _("For a lesson: leave only what it is about."),
        "c_copy": _("Copy"),
        "c_copied": _("Copied"),
        "c_copy_yourself": _("Press Ctrl C"),
    }


def _keys(_: Translate) -> dict[str, str]:
    return {
        "c_keys": _("Keys"),
        "c_keys_help": _("Keys that do what the buttons do (key ?)"),
        "c_keys_hint": _("Keys work while you are not typing in a field."),
        "c_key_space": _("Space"),
        "c_key_play": _("Play or pause"),
    }
