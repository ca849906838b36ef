import gc

from hypothesis import HealthCheck, settings

# Machines are noisy and shared: a slow draw is no fault. The same examples each time: a red run can be run again.
settings.register_profile("repository", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("repository")

# As `accel` itself does. The SDKs are objects that live to the end: looking through them for garbage as often as Python
# does by itself made a preview in a process that holds them all take about twice as long.
gc.set_threshold(50_000)


def pytest_collection_finish() -> None:
    """Leave what collection imported out of every later search for garbage."""
    gc.collect()
    gc.freeze()
