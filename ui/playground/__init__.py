"""The page "Playground": a small network that learns data in the plane while its every unit can be seen.

The server trains (`core.play`, `ui.routes.play`) and sends what it looks like; the browser draws it.
Streamlit only mounts the component (`panel`) and keeps what is chosen (`state`).
"""
