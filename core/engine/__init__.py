from core.engine.program.xla_options import set_options

set_options()
