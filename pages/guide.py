"""Every choice explained, and how to read the pictures; written from the same registries as the form."""

import streamlit as st

from core.comparisons import COMPARISONS
from core.hyperparameters import GROUPS
from core.presets import PRESETS
from ui.explained import choices, examples, pictures
from ui.heading import heading
from ui.initialization.words import initialization_words
from ui.language import _
from ui.playground.words import picture_captions
from ui.train.words import panel_words

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
st.markdown(pictures(panel_words(_), _))

st.subheader(_("Examples"))
st.markdown(examples(PRESETS, _))

st.subheader(_("The first hour: the Playground page"))
st.markdown(
    _(
        "A small network and its data, all on one screen. Press play: the large picture shows "
        "what the network predicts at every place, each unit shows what it responds to, and a link is as "
        "wide as its weight is large. Blue is positive, orange negative."
    )
)
st.markdown(
    _(
        "Change one thing at a time. Add an input, a layer or a unit; choose harder data; turn the scale of "
        "the initial weights and watch the gradients below. Reset brings the same initial weights back, so "
        "that what differs is what you changed. Click a link or a bias to set it yourself."
    )
)
st.markdown(pictures(picture_captions(_), _))

st.subheader(_("Before the network: the Data page"))
st.markdown(
    _(
        "What is in a table: kinds of columns, missing cells, distributions, correlations, classes. Bring "
        "your own file, choose the target and the columns to learn from, and train on it. The split shows "
        "which rows are for training, validation and test: the last are kept away until the end."
    )
)
st.markdown(
    _(
        "Preparation fills gaps, scales and codes what is no number; its numbers are taken from training "
        "rows alone. Where a class is rare, balancing weights its rows or adds more of them, again to the "
        "training part alone. The leak lab breaks these rules on purpose: compare what validation promises "
        "with what is true."
    )
)

st.subheader(_("Before the first step: the Initialization page"))
st.markdown(
    _(
        "The dial turns the scale of the initial weights; the pictures follow. Dots and bands are measured "
        "on networks that are drawn as you watch, dashed lines are what theory predicts for very wide ones. "
        "A healthy network passes signals forward and gradients back at the same size: both stay level."
    )
)
st.markdown(
    _(
        "The map shows the same at every scale and depth. Between the dashed lines information gets "
        "through, and there networks learn: train the map, and see the wedge of those that did. Side by "
        "side, up to four initializations of the same network stand next to each other."
    )
)
st.markdown(pictures(initialization_words(_), _))
st.markdown(examples(COMPARISONS, _))

st.subheader(_("What is said of it, tested: the Normalization page"))
st.markdown(
    _(
        "First what each normalization averages over: begin with the grids. Then five claims, each tested at "
        "a press by the same network with and without: the answer below the picture says whether it is seen "
        "here, and from which numbers. Change the normalization, the data or the depth, and test again."
    )
)

st.subheader(_("Less learnt by heart: the Regularization page"))
st.markdown(
    _(
        "Weight decay and an L2 penalty are the same under plain gradient descent and two things under Adam: "
        "train both and see. Label smoothing shows what the network is told instead of 0 and 1. Early "
        "stopping marks on the curve when patience began to count, when training ended, and what would have "
        "come without it."
    )
)

st.subheader(_("After training: the Predictions page"))
st.markdown(
    _(
        "What the network of a run says of each row, and how good that is. Click a cell of the confusion "
        "matrix: the rows behind it are shown, and each can be sent through the network, layer by layer. "
        "Turn the threshold and see what it costs to find more rows of a class."
    )
)

for group, label in GROUPS.items():
    st.subheader(_(label))
    for menu, text in choices(group, _):
        if menu is None:
            st.markdown(text)
        else:
            with st.expander(f"**{_(menu.label)}** :gray[{_(menu.help)}]"):
                st.markdown(text, unsafe_allow_html=True)
