"""Small operations and elementary functions. The runs repeat what the C# side repeats; see Workloads/TapeOperations.cs, ElementaryFunctions.cs."""
import torch

from registry import peer

FUNCTIONS = {"exp": torch.exp, "tanh": torch.tanh, "sigmoid": torch.sigmoid}
REPEATS = 8


def functions(name, function):
    @peer(name, "natural")
    def natural(inputs):
        x = inputs["x"]
        state = {}

        def run():
            for _ in range(REPEATS):
                state["y"] = function(x)

        return run, lambda: state

    @peer(name, "best")
    def best(inputs):
        x = inputs["x"]
        y = torch.empty_like(x)

        def run():
            for _ in range(REPEATS):
                function(x, out=y)

        return run, lambda: {"y": y}


for key, value in FUNCTIONS.items():
    functions(key, value)


def chain(x, step, length):
    for _ in range(length):
        x = x + step
    return x


@peer("tape-add", "natural")
def add(inputs):
    x, step, length = inputs["x"].requires_grad_(), inputs["step"].requires_grad_(), int(inputs["length"][0])
    state = {}

    def run():
        state["y"] = chain(x, step, length)

    return run, lambda: state


@peer("tape-add", "best")
def add_without_record(inputs):
    x, step, length = inputs["x"], inputs["step"], int(inputs["length"][0])
    state = {}

    @torch.no_grad()
    def run():
        state["y"] = chain(x, step, length)

    return run, lambda: state


@peer("tape-add-backward", "natural")
def add_backward(inputs):
    x, step, length = inputs["x"].requires_grad_(), inputs["step"].requires_grad_(), int(inputs["length"][0])
    state = {}

    def run():
        state["dx"], state["dstep"] = torch.autograd.grad(chain(x, step, length).sum(), (x, step))

    return run, lambda: state
