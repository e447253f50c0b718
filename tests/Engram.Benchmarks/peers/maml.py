"""W3: one meta-gradient of MAML on sinusoids: 25 tasks, a network 1-40-40-1 with tanh, ten points to adapt on and ten to be judged by, one step.

Second order differentiates through the step, first order takes its gradient as given.
"""
import torch
from torch.nn import functional as F

from registry import peer

NAMES = ["w1", "b1", "w2", "b2", "w3", "b3"]


def forward(x, p):
    h = torch.tanh(x @ p[0] + p[1])
    h = torch.tanh(h @ p[2] + p[3])
    return h @ p[4] + p[5]


def natural(second_order):
    """Task after task, as the tutorials do it."""

    def set_up(inputs):
        parameters = [inputs[name].requires_grad_() for name in NAMES]
        rate = float(inputs["rate"][0])
        tasks = list(zip(inputs["x"], inputs["y"], inputs["x test"], inputs["y test"]))
        state = {}

        def run():
            total = 0
            for x, y, x_test, y_test in tasks:
                inner = F.mse_loss(forward(x, parameters), y)
                gradients = torch.autograd.grad(inner, parameters, create_graph=second_order)
                adapted = [p - rate * g for p, g in zip(parameters, gradients)]
                total = total + F.mse_loss(forward(x_test, adapted), y_test)
            state.update(zip(NAMES, torch.autograd.grad(total / len(tasks), parameters)))

        return run, lambda: state

    return set_up


def batched_forward(x, p):
    h = torch.tanh(torch.baddbmm(p[1], x, p[0]))
    h = torch.tanh(torch.baddbmm(p[3], h, p[2]))
    return torch.baddbmm(p[5], h, p[4])


def best(second_order):
    """All tasks in one batched product, bias included."""

    def set_up(inputs):
        parameters = [inputs[name].requires_grad_() for name in NAMES]
        rate = float(inputs["rate"][0])
        x, y, x_test, y_test = (inputs[name] for name in ("x", "y", "x test", "y test"))
        tasks, points = x.shape[:2]
        state = {}

        def run():
            own = [p.expand(tasks, *p.shape) if p.dim() == 2 else p.expand(tasks, 1, -1) for p in parameters]
            inner = (batched_forward(x, own) - y).square_().sum() / points
            gradients = torch.autograd.grad(inner, own, create_graph=second_order)
            adapted = [torch.sub(p, g, alpha=rate) for p, g in zip(own, gradients)]
            outer = (batched_forward(x_test, adapted) - y_test).square().sum() / (points * tasks)
            state.update(zip(NAMES, torch.autograd.grad(outer, parameters)))

        return run, lambda: state

    return set_up


for order, is_second in (("second", True), ("first", False)):
    peer(f"maml-{order}", "natural")(natural(is_second))
    peer(f"maml-{order}", "best")(best(is_second))
