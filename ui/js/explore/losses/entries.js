// The losses of the lab, by the keys of its registry: what they calculate, and what they ask of targets and output.
import { absolute, absolutePercentage, averaged, binary, binaryFocal, binaryFocalOfSum, binaryOfSum, halfSquared } from "./columns.js";
import { hinge, huber, logCosh, perceptron, poisson, squared, squaredHinge, squaredLogarithmic } from "./columns.js";
import { categorical, categoricalFocal, categoricalFocalOfSums, categoricalHinge, categoricalOfSums, cosine, generalized } from "./rows.js";
import { kullbackLeibler, sparse } from "./rows.js";

/** @import { OfRow } from "./columns.js" */

/**
 * @typedef {object} Loss
 * @property {OfRow} of the outputs
 * @property {OfRow} [ofSums] of the weighted sums, where Keras's own applies sigmoid or softmax itself (from_logits)
 * @property {"sign" | "classes"} [target] classes as -1 and 1, or a column for each; else 0 and 1 where there are two
 * @property {"tanh" | "linear"} [output] of two classes in one column; else sigmoid
 * @property {"softplus"} [ofNumber] output where a number is predicted; else none
 * @property {string} formula of one column, or of all classes k with r the right one
 */

/** @type {Record<string, Loss>} */
export const LOSSES = {
  binary_crossentropy: { of: averaged(binary), ofSums: averaged(binaryOfSum), formula: "−y ln p − (1 − y) ln(1 − p)" },
  categorical_crossentropy: { of: categorical, ofSums: categoricalOfSums, target: "classes", formula: "−Σₖ yₖ ln pₖ" },
  sparse_categorical_crossentropy: { of: sparse, ofSums: categoricalOfSums, target: "classes", formula: "−ln pᵣ" },
  binary_focal_crossentropy: { of: averaged(binaryFocal), ofSums: averaged(binaryFocalOfSum), formula: "−(1 − pᵣ)^γ ln pᵣ" },
  categorical_focal_crossentropy: { of: categoricalFocal, ofSums: categoricalFocalOfSums, target: "classes", formula: "−α (1 − pᵣ)^γ ln pᵣ" },
  categorical_generalized_cross_entropy: { of: generalized, target: "classes", formula: "(1 − pᵣ^q) / q" },
  kl_divergence: { of: kullbackLeibler, target: "classes", formula: "Σₖ yₖ ln(yₖ / pₖ)" },
  hinge: { of: averaged(hinge), target: "sign", output: "tanh", formula: "max(0, 1 − y ŷ)" },
  perceptron: { of: averaged(perceptron), target: "sign", output: "linear", formula: "max(0, −y z)" },
  squared_hinge: { of: averaged(squaredHinge), target: "sign", output: "tanh", formula: "max(0, 1 − y ŷ)²" },
  categorical_hinge: { of: categoricalHinge, target: "classes", formula: "max(0, 1 + maxₖ≠ᵣ pₖ − pᵣ)" },
  cosine_similarity: { of: cosine, target: "classes", formula: "−y·p / (|y| |p|)" },
  mean_squared_error: { of: averaged(squared), formula: "(ŷ − y)²" },
  half_squared_error: { of: averaged(halfSquared), target: "sign", output: "tanh", formula: "½ (ŷ − y)²" },
  mean_absolute_error: { of: averaged(absolute), formula: "|ŷ − y|" },
  huber: { of: averaged(huber), formula: "½ (ŷ − y)²;  δ |ŷ − y| − ½ δ²" },
  log_cosh: { of: averaged(logCosh), formula: "ln cosh(ŷ − y)" },
  mean_absolute_percentage_error: { of: averaged(absolutePercentage), formula: "100 |y − ŷ| / |y|" },
  mean_squared_logarithmic_error: { of: averaged(squaredLogarithmic), ofNumber: "softplus", formula: "(ln(1 + ŷ) − ln(1 + y))²" },
  poisson: { of: averaged(poisson), ofNumber: "softplus", formula: "ŷ − y ln ŷ" },
};

/** Their keys, for tests. */
export const known = () => Object.keys(LOSSES);
