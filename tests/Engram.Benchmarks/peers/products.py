"""W2: one matrix product in single precision."""
import torch

from registry import peer


@peer("gemm", "natural")
def natural(inputs):
    a, b = inputs["a"], inputs["b"]
    state = {}

    def run():
        state["c"] = a @ b

    return run, lambda: state


@peer("gemm", "best")
def best(inputs):
    """Into memory that is there already. Where OpenBLAS can be called without Python, the benchmark program does that instead."""
    a, b = inputs["a"], inputs["b"]
    c = torch.empty(a.shape[0], b.shape[1])

    def run():
        torch.mm(a, b, out=c)

    return run, lambda: {"c": c}
