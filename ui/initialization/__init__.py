"""The page "Initialization": a dial for the size of the first weights, and what it does in every layer.

The browser sends the choices to ``/lab/signals`` (`ui.signal_routes`) while the dial is dragged and draws
what comes back (`view`); Streamlit only mounts the component (`panel`) and keeps the choices (`state`).
"""
