"""Every choice explained, and how to read the pictures; written from the same registries as the form."""

import streamlit as st

from core.hyperparameters import GROUPS
from ui.explained import choices, pictures, stories
from ui.heading import heading
from ui.language import _

heading(_("Guide"))

st.subheader(_("How to read the pictures"))
st.markdown(
    _(
        "Every layer has one colour, from the first layer to the last, in all pictures. "
        "All pictures of a run look at the same rows, so a change on screen is a change of the network. "
        "Histograms keep their range during a run; what falls outside is counted at the edge."
    )
)
st.markdown(
    _(
        "Begin with the gradients by layer. If they drift left toward the first layer, they vanish: "
        "the first layers hardly learn. If they drift right, they explode. Then look at the activations: "
        "layers of similar width pass the signal on. Change the scale of the initial weights and compare."
    )
)
st.markdown(pictures(_))

st.subheader(_("Stories"))
st.markdown(stories(_))

for group, label in GROUPS.items():
    st.subheader(_(label))
    for menu, text in choices(group, _):
        if menu is None:
            st.markdown(text)
        else:
            with st.expander(f"**{_(menu.label)}** :gray[{_(menu.help)}]"):
                st.markdown(text, unsafe_allow_html=True)
