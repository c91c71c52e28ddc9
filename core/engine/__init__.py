from core.engine.xla import set_options

set_options()
