"""What this machine trains on."""

from __future__ import annotations

import tensorflow as tf


def accelerators() -> list[str]:
    """Names of the devices besides the processor's cores, as TensorFlow sees them."""
    found = []
    for device in tf.config.list_physical_devices():
        if device.device_type != "CPU":
            details = tf.config.experimental.get_device_details(device)
            found.append(str(details.get("device_name", device.device_type)))
    return found
