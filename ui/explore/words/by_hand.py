"""Words of the explorer of what is worked out by hand."""

from __future__ import annotations

from core.message import Translate


def by_hand_words(_: Translate) -> dict[str, str]:
    """The texts in the language of `_`."""
    return _network_words(_) | _exercise_words(_) | _perceptron_words(_)


def _network_words(_: Translate) -> dict[str, str]:
    return {
        "hand_net": _("Values go forward, gradients come back"),
        "hand_net_help": _(
            "Press any number, or walk with the arrow keys and press Enter: its derivation appears. "
            "In colour: gradients, of weights their mean over the batch, of units those of the row "
            "that is picked."
        ),
        "hand_inputs": _("Inputs"),
        "hand_hidden": _("Hidden units"),
        "hand_outputs": _("Outputs"),
        "hand_loss": _("Loss"),
        "hand_batch_loss": _("Loss of the batch"),
        "hand_target": _("Target"),
        "hand_batch": _("The batch: change any number"),
        "hand_row": _("Row"),
        "hand_look": _("Show row {row} in the diagram"),
        "hand_not_one": _("With categorical cross-entropy the targets of a row have to add up to 1."),
        "hand_one_class": _(
            "Softmax over one output is always 1, so that nothing is learnt: choose two outputs."
        ),
        "hand_back": _("Step back"),
        "hand_back_help": _("The network before its last step."),
        "hand_forth": _("Step"),
        "hand_forth_help": _("One step of the optimizer on the batch."),
        "hand_step": _("Step {step}"),
        "hand_step_loss": _("Step {step}: loss {loss}"),
        "hand_how": _("How {name} comes about"),
        "hand_summary": _("{name} is {now}, its gradient {gradient}; after this step it is {after}."),
        "hand_symbols": _("z and s: weighted sums; h and o: what the activation makes of them; y: targets."),
        "hand_first": _("{name} at step 0"),
        "hand_first_help": _("The number that it begins with: change it."),
        "hand_given": _("Given in row {row}"),
        "hand_forward": _("Forward with row {row}"),
        "hand_chain": _("Chain rule, factor by factor, for row {row}"),
        "hand_batch_mean": _("Mean over the batch"),
        "hand_update": _("The optimizer's step: g is the gradient, η the learning rate"),
        "hand_row_loss": _("Loss of row {row}"),
    }


def _exercise_words(_: Translate) -> dict[str, str]:
    return {
        "hand_task": _("Work the numbers out and type them; 1% off, or two decimals, will do."),
        "hand_score": _("{right} of {asked} found, {points} of {most} points"),
        "hand_wrong": _("not yet"),
        "hand_hint_1": _("Hint: formula"),
        "hand_hint_2": _("Hint: factors"),
        "hand_hint_3": _("Show the number"),
    }


def _perceptron_words(_: Translate) -> dict[str, str]:
    return {
        "hand_line": _("Where the perceptron draws its line"),
        "hand_line_help": _(
            "x₁ to the right, x₂ upwards. The ring marks the row shown last; one on the wrong side, or on "
            "the line, moves it."
        ),
        "hand_line_now": _("The line {line} after {mistakes} mistakes"),
        "hand_row_back": _("Row back"),
        "hand_row_back_help": _("Before the row shown last."),
        "hand_row_forth": _("Next row"),
        "hand_row_forth_help": _("Show one more row."),
        "hand_epoch": _("Epoch"),
        "hand_epoch_help": _("Show all four rows."),
        "hand_shown": _("{count} rows, {mistakes} mistakes"),
        "hand_rule": _("The rule: add what was wrong, leave alone what was right"),
        "hand_rule_begin": _("All weights begin at 0. Show the first row."),
        "hand_right_side": _("on the right side, nothing changes"),
        "hand_wrong_side": _("a mistake, so t times the row is added"),
        "hand_side": _("Side"),
        "hand_side_right": _("right"),
        "hand_side_wrong": _("wrong"),
        "hand_epochs": _("Mistakes by epoch: {counts}"),
        "hand_novikoff": _("Novikoff's bound: there can only be so many mistakes"),
        "hand_novikoff_says": _(
            "The longest row (x₁, x₂, 1) has R² = {radius}; the best line leaves a margin γ = {margin}. So "  # noqa: RUF001
            "there are at most (R/γ)² = {bound} mistakes, in whatever order rows come; so far {mistakes}."  # noqa: RUF001
        ),
        "hand_settled": _("Epoch {epoch} passed without a mistake: the line stays where it is."),
        "hand_unsettled": _("Go on to epoch {epoch}, the first without a mistake."),
        "hand_impossible": _("The line that cannot exist: four wishes that contradict each other"),
        "hand_holds": _("now {sum}, holds"),
        "hand_fails": _("now {sum}, does not hold"),
        "hand_contradiction": _(
            "The second and third add up to w₁ + w₂ + 2b > 0, the first and fourth to w₁ + w₂ + 2b < 0. No "
            "number is both."
        ),
        "hand_crossing": _(
            "In the picture: the dashed lines join the corners of a class. They cross at (½, ½), which would"
            " have to lie on both sides of the line."
        ),
        "hand_round": _(
            "Epoch {to} begins with the weights of epoch {from}: from there on everything repeats for ever."
        ),
    }
