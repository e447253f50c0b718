"""Which peers there are: a function that sets one up says here whose work it does, and how."""

PEERS = {}


def peer(workload, variant):
    """Marks a function from inputs by name to (run, results): run() does one run of the workload, results() returns what must agree.

    The variant is "natural" (as the documentation of PyTorch teaches it) or "best" (as fast as we could make it in PyTorch).
    """

    def register(set_up):
        PEERS.setdefault(workload, {})[variant] = set_up
        return set_up

    return register
