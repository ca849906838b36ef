"""Settings by which model servers are told how many requests to answer at once."""

from accel.catalog.batching import batch_arguments, batch_variables


def test_every_argument_is_written_as_on_a_command_line() -> None:
    assert "--max-num-seqs" in batch_arguments()
    assert all(name.startswith("--") for name in batch_arguments())


def test_the_variables_of_sagemakers_servers_are_among_them() -> None:
    assert {"MAX_BATCH_SIZE", "MAX_CONCURRENT_REQUESTS"} <= set(batch_variables())
    assert all(name.isupper() for name in batch_variables())
