from hypothesis import HealthCheck, settings

# Machines are noisy and shared: a slow draw is no fault. The same examples each time: a red run can be run again.
settings.register_profile("repository", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("repository")
