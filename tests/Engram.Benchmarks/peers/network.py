"""W1, gradient descent: a step of a dense network 21-100-50-10-1 with rectified linear units on a batch of ten, and seven such networks at once.

Parameters come flat, layer after layer, W [inputs, outputs] and then b [outputs]; seen as one matrix [inputs + 1, outputs] they need one product.
"""
import torch
from torch import nn

from registry import peer

SIZES = [21, 100, 50, 10, 1]
STEPS = 290  # after as many steps training begins anew, so that there is always something to learn


def slices(sizes=SIZES):
    offset = 0
    for inputs, outputs in zip(sizes, sizes[1:]):
        yield offset, inputs, outputs
        offset += (inputs + 1) * outputs


class Training:
    """The batches, in turn, and when to begin anew."""

    def __init__(self, inputs):
        self.x, self.y = list(inputs["x"]), list(inputs["y"])
        self.step = 0

    def next(self):
        batch = self.step % len(self.x)
        self.step += 1
        return self.x[batch], self.y[batch]

    @property
    def is_over(self):
        return self.step % STEPS == 0 and self.step > 0


class Module:
    """A network as one writes it."""

    def __init__(self, flat):
        self.flat = flat
        layers = []
        for _, inputs, outputs in slices():
            layers += [nn.Linear(inputs, outputs), nn.ReLU()]
        self.module = nn.Sequential(*layers[:-1])
        self.reset()

    def reset(self):
        linear = [layer for layer in self.module if isinstance(layer, nn.Linear)]
        with torch.no_grad():
            for (offset, inputs, outputs), layer in zip(slices(), linear):
                layer.weight.copy_(self.flat[offset:offset + inputs * outputs].view(inputs, outputs).t())
                layer.bias.copy_(self.flat[offset + inputs * outputs:offset + (inputs + 1) * outputs])

    def flattened(self, pick=lambda parameter: parameter):
        parameters = list(self.module.parameters())
        return torch.cat([torch.cat([pick(w).t().reshape(-1), pick(b)]) for w, b in zip(parameters[::2], parameters[1::2])])


class Manual:
    """Networks side by side, [n, D], forward and backward by hand into buffers that stay; each layer one product, its bias with it."""

    def __init__(self, flat, batch):
        self.start = flat
        self.parameters = flat.clone()
        self.gradient = torch.empty_like(flat)
        n = flat.shape[0]
        self.weights, self.slopes, self.outs, self.inputs, self.backs, self.turned, self.no_bias = [], [], [], [], [], [], []
        for offset, inputs, outputs in slices():
            part = slice(offset, offset + (inputs + 1) * outputs)
            self.weights.append(self.parameters[:, part].view(n, inputs + 1, outputs))
            self.slopes.append(self.gradient[:, part].view(n, inputs + 1, outputs))
            self.inputs.append(torch.ones(n, batch, inputs + 1))
            self.backs.append(torch.empty(n, batch, inputs))
            self.turned.append(self.inputs[-1].transpose(1, 2))
            self.no_bias.append(self.weights[-1][:, :-1].transpose(1, 2))
        self.inner = [block[:, :, :-1] for block in self.inputs]
        self.predicted = torch.empty(n, batch, 1)
        self.error = torch.empty(n, batch, 1)
        if n == 1:  # a product of matrices costs less than one of stacks of matrices
            for name in ("weights", "slopes", "inputs", "backs", "turned", "no_bias", "inner"):
                setattr(self, name, [block[0] for block in getattr(self, name)])
            self.predicted, self.error = self.predicted[0], self.error[0]
        self.product = torch.mm if n == 1 else torch.bmm

    def forward_backward(self, x, y):
        product, last = self.product, len(self.weights) - 1
        self.inner[0].copy_(x)
        for layer in range(last):
            product(self.inputs[layer], self.weights[layer], out=self.inner[layer + 1])
            self.inner[layer + 1].relu_()
        product(self.inputs[last], self.weights[last], out=self.predicted)
        torch.sub(self.predicted, y, out=self.error)
        self.error.mul_(2 / self.error.shape[-2])
        back = self.error
        for layer in range(last, -1, -1):
            product(self.turned[layer], back, out=self.slopes[layer])
            if layer > 0:
                product(back, self.no_bias[layer], out=self.backs[layer])
                back = torch.ops.aten.threshold_backward.grad_input(self.backs[layer], self.inner[layer], 0, grad_input=self.backs[layer])

    def reset(self):
        self.parameters.copy_(self.start)


@peer("gd-step", "natural")
def natural(inputs):
    training, network, loss = Training(inputs), Module(inputs["weights"]), nn.MSELoss()
    optimizer = torch.optim.SGD(network.module.parameters(), lr=float(inputs["rate"][0]))

    def run():
        if training.is_over:
            network.reset()
        x, y = training.next()
        optimizer.zero_grad()
        loss(network.module(x), y).backward()
        optimizer.step()

    return run, lambda: {"moved": network.flattened() - inputs["weights"]}


def manual(inputs, flat):
    training, network, rate = Training(inputs), Manual(flat, inputs["x"].shape[-2]), float(inputs["rate"][0])

    def run():
        if training.is_over:
            network.reset()
        network.forward_backward(*training.next())
        network.parameters.add_(network.gradient, alpha=-rate)

    return run, lambda: {"moved": (network.parameters - flat).reshape(inputs["weights"].shape)}


@peer("gd-step", "best")
def best(inputs):
    return manual(inputs, inputs["weights"][None])


@peer("joints-gd", "natural")
def seven_natural(inputs):
    parts = [natural({**inputs, "weights": inputs["weights"][joint], "y": inputs["y"][:, joint].contiguous()}) for joint in range(7)]

    def run():
        for step, _ in parts:
            step()

    return run, lambda: {"moved": torch.stack([results()["moved"] for _, results in parts])}


@peer("joints-gd", "best")
def seven_best(inputs):
    return manual(inputs, inputs["weights"])
