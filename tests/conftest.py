"""What holds for every test: shapes are checked, numbers are in full precision, compiled programs are kept."""

from __future__ import annotations

import os
from importlib.metadata import version

# Programs are so compiled in a third of the CPU time, and take no longer to run in networks this small. The servers
# that the tests start do the same. With XLA_FLAGS set, to nothing too, all is compiled as it says: .ci/run does both.
# (A flag that a version of XLA doesn't know ends the process.)
os.environ.setdefault(
    "XLA_FLAGS",
    "--xla_backend_optimization_level=1 --xla_llvm_disable_expensive_passes=true"
    " --xla_cpu_parallel_codegen_split_count=1"  # the cores are busy with other tests
    + (" --xla_cpu_use_fusion_emitters=false" if version("jaxlib").startswith("0.10.") else ""),
)

import jax
from hypothesis import HealthCheck, settings

from tests import shapes
from tests.live import PROGRAM_CACHE

shapes.install("engine")  # before the engine is imported

jax.config.update("jax_enable_x64", True)
jax.config.update("jax_numpy_dtype_promotion", "strict")
jax.config.update("jax_compilation_cache_dir", str(PROGRAM_CACHE))
jax.config.update("jax_persistent_cache_min_compile_time_secs", 0.0)

# No deadline: the first example of a shape compiles. On CI the examples are the same each time.
settings.register_profile("local", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", parent=settings.get_profile("local"), derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "local")
