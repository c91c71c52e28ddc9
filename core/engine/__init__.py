from core.engine.options import set_options

set_options()
