// What Python and the browser both have to know.
// Written by: python -m ui.js_constants > ui/js/shared/constants.js

/** Data in the plane go from minus this to this. */
export const PLANE_EXTENT = 6;

/** Levels of a class, doubtful to certain, in a picture of the plane. */
export const LEVELS_PER_CLASS = 32;

/** Characters of a custom point's text. */
export const POINT_LENGTH = 5;

/** Steps of a custom point's coordinate from end to end. */
export const POINT_STEPS = 4095;

/** Digits of that text. */
export const POINT_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/** Custom points at most. */
export const MOST_POINTS = 1000;

/** Classes of custom points at most. */
export const MOST_CLASSES = 6;

/** Noise of data at most, in percent. */
export const MOST_NOISE = 80;

/** Of each layer, over time. */
export const STATISTICS = /** @type {const} */ (["activation_std", "saturated", "dead", "preactivation_gradient_std", "weight_gradient_norm", "update_ratio"]);

/** Of a hidden layer with batch normalization, over time. */
export const MOMENTS = /** @type {const} */ (["moving_mean", "moving_variance", "batch_mean", "batch_variance"]);

/** Of a run, over time. */
export const RUN_NUMBERS = /** @type {const} */ (["step", "epoch", "loss", "metric", "val_loss", "val_metric", "learning_rate"]);

/** Of a network that is played with, over time. */
export const PLAYED_NUMBERS = /** @type {const} */ (["epoch", "loss", "val_loss", "metric", "val_metric"]);

/** Where a run may stand. */
export const RUN_STATUSES = /** @type {const} */ (["queued", "preparing", "running", "paused", "finished", "stopped", "failed", "diverged", "interrupted"]);

/** Where it can be asked to go on. */
export const RESTING_STATUSES = /** @type {const} */ (["paused", "interrupted", "stopped"]);

/** Where more will come. */
export const OPEN_STATUSES = /** @type {const} */ (["queued", "preparing", "running", "paused"]);

/** What can be asked of a run. */
export const RUN_VERBS = /** @type {const} */ (["pause", "resume", "step_batch", "step_epoch", "stop", "learning_rate", "speed", "again_same", "again_new"]);

/** Epochs per second at most that a run is offered; 0 is no limit. */
export const RUN_SPEEDS = /** @type {const} */ ([1, 10, 100, 1000, 0]);

/** A measure with this and a number in its name: the error of a target. */
export const ERROR_OF_TARGET = "error_";

/** Smallest and largest learning rate of a slider; others are typed. */
export const RATES = /** @type {const} */ ([1e-05, 10]);

/** Messages of a live session that are acknowledged at a time. */
export const ACKNOWLEDGED_EACH = 2;

/** How often a live session says at least that it is there. */
export const HEARTBEAT_SECONDS = 15;

/** Why a WebSocket is closed that is to be opened again later. */
export const BUSY_CODE = 4429;

/** Why a WebSocket is closed that is not opened again. */
export const GONE_CODES = /** @type {const} */ ([4404, 4403]);
