"""The engine: neural networks that train where everything can be seen and changed. Knows nothing of the web."""

import os

# XLA's client for CPUs takes its number of threads from here when it is first used. Networks this small are slower on
# two threads than on one (2-8x6-1: 34 against 21 us an update, and three times the CPU time): what runs side by side
# are runs, not parts of a sum.
os.environ.setdefault("NPROC", "1")
