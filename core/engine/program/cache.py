"""The programs of this process, shared by all runs of one shape."""

from __future__ import annotations

import threading
from collections import OrderedDict

from core.engine.program.program import Program
from core.model.plan import Plan

CACHED_PROGRAMS = 16

_programs: OrderedDict[Plan, Program] = OrderedDict()
_lock = threading.Lock()


def program_for(plan: Plan) -> Program:
    """The program of `plan`; the least recently used leave.

    A run that trains keeps its program, whether it is still here or not. One that could not be compiled is
    made anew.
    """
    with _lock:
        program = _programs.get(plan)
    if program is None or program.failed:
        fresh = Program(plan)  # outside the lock: building a deep network takes a second
        with _lock:
            if _programs.get(plan) is program:
                _programs[plan] = fresh
            program = _programs[plan]
    with _lock:
        _programs.setdefault(plan, program)
        _programs.move_to_end(plan)
        while len(_programs) > CACHED_PROGRAMS:
            _programs.popitem(last=False)
    return program
