"""The page "Initialization": a dial for the size of the first weights, and what it does in every layer.

The browser sends the choices to ``/lab/propagation`` (`ui.routes.propagation`) while the dial is dragged and
draws what comes back (`core.propagation.answer`); Streamlit only mounts the component (`panel`) and keeps the
choices (`state`).
"""
