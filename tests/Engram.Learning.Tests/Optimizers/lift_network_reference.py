"""Writes lift_network_reference.json: the network 21-100-50-10-1 trained for 50 steps, in double precision with PyTorch's automatic derivatives.

The memories are the dense O(D M) form of Meier, Kappler, Schaal 2018, one per layer, written from the equations. Weights and data come from
integer formulas that the C# test repeats. Run: python3 lift_network_reference.py (PyTorch 1.13, any version with float64 will do).
"""
import json
import math
import pathlib

import torch

torch.set_default_dtype(torch.float64)
SIZES, BATCH, STEPS = [21, 100, 50, 10, 1], 10, 50
G, M, S, XI, ETA = 1.0, 200, 0.5, 0.005, 0.001


def single(x):
    return torch.tensor(x, dtype=torch.float32).to(torch.float64)


def initial():
    layers, at = [], 0
    for fan_in, fan_out in zip(SIZES, SIZES[1:]):
        bound = math.sqrt(6 / (fan_in + fan_out))
        count = fan_in * fan_out
        w = single([bound * ((at + i) * 7919 % 2003 / 1001 - 1) for i in range(count)]).reshape(fan_in, fan_out)
        b = single([0.1 * ((at + count + i) * 7919 % 2003 / 1001 - 1) for i in range(fan_out)])
        layers.append([w.requires_grad_(), b.requires_grad_()])
        at += count + fan_out
    return layers


def batch(step):
    n = BATCH * SIZES[0]
    x = single([((step * n + i) * 31 % 1009 - 504) / 504 for i in range(n)]).reshape(BATCH, SIZES[0])
    t = single([32 + (step * BATCH + i) * 13 % 11 / 4 for i in range(BATCH)]).reshape(BATCH, 1)
    return x, t


def loss_of(layers, step):
    y, t = batch(step)
    for index, (w, b) in enumerate(layers):
        y = y @ w + b
        if index < len(layers) - 1:
            y = torch.relu(y)
    return ((y - t) ** 2).mean()


class Memory:
    def __init__(self, size, adam):
        self.centres = torch.linspace(-G, G, M)
        self.sigma = S * 2 * G / (M - 1)
        self.theta = torch.full((M,), ETA)
        self.previous = torch.zeros(size)
        self.adam, self.m, self.v, self.t = adam, torch.zeros(M), torch.zeros(M), 0

    def psi(self, z):
        return torch.exp(-((z[:, None] - self.centres[None, :]) ** 2) / (2 * self.sigma ** 2))

    def rates(self, z):
        agreement = torch.clamp(z * self.previous, -1, 1)
        u = agreement @ self.psi(self.previous) / len(z)
        if self.adam:
            self.t += 1
            self.m = 0.9 * self.m + 0.1 * u
            self.v = 0.999 * self.v + 0.001 * u * u
            rate = XI * math.sqrt(1 - 0.999 ** self.t) / (1 - 0.9 ** self.t)
            self.theta = self.theta + rate * self.m / (torch.sqrt(self.v) + 1e-8)
        else:
            self.theta = self.theta + XI * u
        self.theta = torch.clamp(self.theta, 1e-9, 1.0)
        psi = self.psi(z)
        self.previous = z
        return psi @ self.theta / psi.sum(1)


def train(rule):
    layers = initial()
    sizes = [w.numel() + b.numel() for w, b in layers]
    memories = [Memory(size, rule == "MetaGradientDescentMemoryAdam") for size in sizes]
    adam = [[torch.zeros(size), torch.zeros(size)] for size in sizes]
    losses = []
    for step in range(STEPS):
        loss = loss_of(layers, step)
        losses.append(loss.item())
        grads = torch.autograd.grad(loss, [p for layer in layers for p in layer])
        for k, (w, b) in enumerate(layers):
            raw = torch.cat([grads[2 * k].flatten(), grads[2 * k + 1]])
            z = torch.clamp(raw, -G, G)
            if rule == "GradientDescent":
                move = ETA * z
            elif rule == "Adam":
                m, v = adam[k]
                m.mul_(0.9).add_(0.1 * raw)
                v.mul_(0.999).add_(0.001 * raw * raw)
                move = ETA * (m / (1 - 0.9 ** (step + 1))) / (torch.sqrt(v / (1 - 0.999 ** (step + 1))) + 1e-8)
            elif rule == "AdamWithMemory":
                m, v = adam[k]
                m.mul_(0.9).add_(0.1 * raw)
                v.mul_(0.999).add_(0.001 * raw * raw)
                rates = memories[k].rates(torch.clamp(m.clone(), -G, G))
                move = rates * torch.clamp(m / (torch.sqrt(v) + 1e-8), -G, G)
            else:
                move = memories[k].rates(z) * z
            with torch.no_grad():
                w -= move[: w.numel()].reshape(w.shape)
                b -= move[w.numel():]
    return losses


layers = initial()
first = loss_of(layers, 0)
gradient = torch.cat([g.flatten() for g in torch.autograd.grad(first, [p for layer in layers for p in layer])])
rules = ["GradientDescent", "MetaGradientDescent", "MetaGradientDescentMemoryAdam", "Adam", "AdamWithMemory"]
target = pathlib.Path(__file__).with_suffix(".json")
target.write_text(json.dumps({
    "gradientStride": 37,
    "gradient": gradient[::37].tolist(),
    "gradientNorm": gradient.norm().item(),
    "losses": {rule: train(rule) for rule in rules},
}, indent=1) + "\n")
