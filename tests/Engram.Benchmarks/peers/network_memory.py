"""W1, MetaGD: the step of network.py with a rate for every parameter, recalled from one memory per layer (M = 200; how wide
the kernels are is given, in spacings).

theta += xi * mean over coordinates of clip(z z', -1, 1) psi(z'), with z' the gradient before, clipped as z is; rate = sum(psi theta) / sum(psi).
"""
import math

import torch
from torch import nn

from network import Manual, Module, Training, slices
from registry import peer

CENTRES, MEMORY_RATE, LOWEST, HIGHEST = 200, 0.005, 1e-9, 1.0
SPACING = 2 / (CENTRES - 1)


def taps_of(width):
    """Centres on each side: what is left out is below 2e-8 of the sum, as much as single precision rounds off, and 2e-11 for kernels half a spacing wide."""
    return max(3, math.ceil(5.7 * width))


class DenseMemory:
    """As the formulas stand: every coordinate sees every centre."""

    def __init__(self, length, rate, width):
        self.width = width
        self.centres = torch.linspace(-1, 1, CENTRES)
        self.theta = torch.full((CENTRES,), rate)
        self.before = torch.zeros(length)
        self.psi = self.kernels(self.before)

    def kernels(self, z):
        return torch.exp(-((z[:, None] - self.centres) ** 2) / (2 * (self.width * SPACING) ** 2))

    def step(self, gradient):
        z = gradient.clamp(-1, 1)
        agreement = (z * self.before).clamp(-1, 1)
        self.theta = (self.theta + MEMORY_RATE * (agreement @ self.psi) / len(z)).clamp(LOWEST, HIGHEST)
        self.before, self.psi = z, self.kernels(z)
        return (self.psi @ self.theta) / self.psi.sum(1) * z


class NearMemories:
    """All memories of all networks in one pass: each coordinate sees the centres near it, memory after memory in one flat table."""

    def __init__(self, shape, rate, width):
        nets, length = shape
        self.width, self.reach = width, taps_of(width)
        reach = self.reach
        self.padded = CENTRES + 2 * reach
        memories = []
        share = []
        for _ in range(nets):
            for _, inputs, outputs in slices():
                count = (inputs + 1) * outputs
                share += [torch.full((count,), MEMORY_RATE / count)]
                memories += [torch.full((count,), len(memories) * self.padded, dtype=torch.int64)]
        self.offset, self.share = torch.cat(memories), torch.cat(share)
        size = len(memories) * self.padded
        self.theta = torch.full((size + 2 * reach,), rate)
        self.evidence = torch.zeros(size + 2 * reach)
        self.shifted_theta = [self.theta[tap:] for tap in range(2 * reach + 1)]
        self.shifted_evidence = [self.evidence[tap:] for tap in range(2 * reach + 1)]
        total = nets * length
        self.z, self.before = torch.zeros(total), torch.zeros(total)
        # The padding beside the border counts as no centre: its kernels are taken out by a mask.
        places = torch.arange(-reach, CENTRES + reach)
        inside = ((places >= 0) & (places < CENTRES)).float()
        self.inside = torch.cat([inside.repeat(len(memories)), torch.zeros(2 * reach)])
        self.taps = torch.arange(-reach, reach + 1, dtype=torch.float32)[:, None]
        self.psi, self.at = self.kernels(self.before)
        self.amount = torch.empty(total)

    def kernels(self, z):
        place = (z + 1) * (1 / SPACING)
        nearest = place.round()
        at = self.offset + nearest.long()
        psi = (place - nearest - self.taps).square_().mul_(-1 / (2 * self.width ** 2)).exp_()
        if self.is_near_border(nearest):
            psi.mul_(self.inside[at + torch.arange(2 * self.reach + 1)[:, None]])
        return psi, at

    def is_near_border(self, nearest):
        least, most = nearest.aminmax()
        return least < self.reach or most >= CENTRES - self.reach

    def step(self, gradient):
        torch.clamp(gradient.view(-1), -1, 1, out=self.z)
        torch.mul(self.z, self.before, out=self.amount)  # within [-1, 1] by itself
        self.amount.mul_(self.share)
        self.evidence.zero_()
        for tap, evidence in enumerate(self.shifted_evidence):
            evidence.index_add_(0, self.at, self.psi[tap] * self.amount)
        self.theta.add_(self.evidence).clamp_(LOWEST, HIGHEST)
        self.psi, self.at = self.kernels(self.z)
        self.z, self.before = self.before, self.z
        recalled = self.psi[0] * self.shifted_theta[0].index_select(0, self.at)
        for tap in range(1, 2 * self.reach + 1):
            recalled.addcmul_(self.psi[tap], self.shifted_theta[tap].index_select(0, self.at))
        return recalled.div_(self.psi.sum(0)).mul_(self.before)


def natural_with(gradients):
    """A step as one writes it; with gradients, those take the place of the network's own."""

    def set_up(inputs):
        training, network, loss = Training(inputs), Module(inputs["weights"]), nn.MSELoss()
        memories = [DenseMemory((inputs_ + 1) * outputs, float(inputs["rate"][0]), float(inputs["width"][0])) for _, inputs_, outputs in slices()]
        layers = [layer for layer in network.module if isinstance(layer, nn.Linear)]
        given = list(inputs["gradients"]) if gradients else None

        def run():
            if training.is_over:
                network.reset()
            x, y = training.next()
            network.module.zero_grad()
            loss(network.module(x), y).backward()
            flat = given[training.step % len(given)] if gradients else None
            with torch.no_grad():
                for (offset, ins, outs), layer, memory in zip(slices(), layers, memories):
                    own = torch.cat([layer.weight.grad.t().reshape(-1), layer.bias.grad])
                    step = memory.step(flat[offset:offset + (ins + 1) * outs] if gradients else own)
                    layer.weight.sub_(step[:ins * outs].view(ins, outs).t())
                    layer.bias.sub_(step[ins * outs:])

        return run, lambda: {"moved": network.flattened() - inputs["weights"], "theta": torch.cat([memory.theta for memory in memories])}

    return set_up


def best_with(gradients, flat_of):
    def set_up(inputs):
        flat = flat_of(inputs["weights"])
        training, network = Training(inputs), Manual(flat, inputs["x"].shape[-2])
        memories = NearMemories(flat.shape, float(inputs["rate"][0]), float(inputs["width"][0]))
        given = list(inputs["gradients"]) if gradients else None
        parameters = network.parameters.view(-1)

        def run():
            if training.is_over:
                network.reset()
            network.forward_backward(*training.next())
            parameters.sub_(memories.step(given[training.step % len(given)] if gradients else network.gradient))

        def results():
            reach = memories.reach
            theta = memories.theta[:-2 * reach].view(-1, memories.padded)[:, reach:-reach]
            return {"moved": (network.parameters - flat).reshape(inputs["weights"].shape), "theta": theta.reshape(-1)}

        return run, results

    return set_up


peer("metagd-typical", "natural")(natural_with(gradients=False))
peer("metagd-typical", "best")(best_with(False, lambda weights: weights[None]))
peer("metagd-worst", "natural")(natural_with(gradients=True))
peer("metagd-worst", "best")(best_with(True, lambda weights: weights[None]))
for wider in ("metagd-spacing", "metagd-wide"):
    peer(wider, "natural")(natural_with(gradients=False))
    peer(wider, "best")(best_with(False, lambda weights: weights[None]))
peer("joints-metagd", "best")(best_with(False, lambda weights: weights))


@peer("joints-metagd", "natural")
def seven_natural(inputs):
    parts = [natural_with(False)({**inputs, "weights": inputs["weights"][joint], "y": inputs["y"][:, joint].contiguous()}) for joint in range(7)]

    def run():
        for step, _ in parts:
            step()

    return run, lambda: {name: torch.stack([results()[name] for _, results in parts]).reshape(shape)
                         for name, shape in (("moved", inputs["weights"].shape), ("theta", (-1,)))}
