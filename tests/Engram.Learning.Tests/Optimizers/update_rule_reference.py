"""Writes update_rule_reference.json: 50 steps of every update rule that PyTorch has, in double and single precision, and of hypergradient descent.

The gradient is g = A w + c_t; A, c_t and the start come from integer formulas that the C# test repeats. Hypergradient descent (Baydin et al., ICLR
2018, Algorithms 4 to 6) is written here from the paper, in plain Python. Run: python3 update_rule_reference.py (written with PyTorch 1.13).
"""
import json
import math
import pathlib

import torch

D, STEPS, SHOWN = 13, 50, (1, 3, 10, 50)
A = [[((i * 7 + j * 3) % 11 - 5) / 40 + (1 + i % 4 if i == j else 0) for j in range(D)] for i in range(D)]
START = [(i * 7919 % 101 - 50) / 25 for i in range(D)]


def push(t):
    return [((t * 31 + i * 17) % 23 - 11) / 10 for i in range(D)]


def gradient(w, t):
    return [sum(a * x for a, x in zip(row, w)) + c for row, c in zip(A, push(t))]


def by_torch(make, dtype, change=None):
    a = torch.tensor(A, dtype=dtype)
    w = torch.nn.Parameter(torch.tensor(START, dtype=dtype))
    optimizer, shown = make([w]), {}
    for t in range(STEPS):
        w.grad = (a @ w + torch.tensor(push(t), dtype=dtype)).detach()
        if change:
            change([w])
        optimizer.step()
        if t + 1 in SHOWN:
            shown[t + 1] = w.tolist()
    return shown


def sgd_hd(alpha, beta):
    w, u = list(START), [0.0] * D
    for t in range(STEPS):
        g = gradient(w, t)
        h = sum(x * -y for x, y in zip(g, u))
        alpha -= beta * h
        u = g
        w = [x - alpha * y for x, y in zip(w, u)]
        yield w, alpha


def sgdn_hd(alpha, beta, mu):
    w, v, last = list(START), [0.0] * D, [0.0] * D
    for t in range(STEPS):
        g = gradient(w, t)
        alpha += beta * sum(x * y for x, y in zip(g, last))
        v = [mu * x + y for x, y in zip(v, g)]
        last = [y + mu * x for x, y in zip(v, g)]
        w = [x - alpha * y for x, y in zip(w, last)]
        yield w, alpha


def adam_hd(alpha, beta):
    w, m, v, last = list(START), [0.0] * D, [0.0] * D, [0.0] * D
    for t in range(STEPS):
        g = gradient(w, t)
        alpha += beta * sum(x * y for x, y in zip(g, last))
        m = [0.9 * x + 0.1 * y for x, y in zip(m, g)]
        v = [0.999 * x + 0.001 * y * y for x, y in zip(v, g)]
        last = [x / (1 - 0.9 ** (t + 1)) / (math.sqrt(y / (1 - 0.999 ** (t + 1))) + 1e-8) for x, y in zip(m, v)]
        w = [x - alpha * y for x, y in zip(w, last)]
        yield w, alpha


def by_hand(walk):
    return {t + 1: w for t, (w, _) in enumerate(walk) if t + 1 in SHOWN}


o = torch.optim
clip_norm, clip_value = torch.nn.utils.clip_grad_norm_, torch.nn.utils.clip_grad_value_
TORCH = {
    "GradientDescent": (lambda p: o.SGD(p, lr=0.05), None),
    "Momentum": (lambda p: o.SGD(p, lr=0.02, momentum=0.9), None),
    "Momentum dampened": (lambda p: o.SGD(p, lr=0.05, momentum=0.8, dampening=0.3), None),
    "Nesterov": (lambda p: o.SGD(p, lr=0.02, momentum=0.9, nesterov=True), None),
    "AdaGrad": (lambda p: o.Adagrad(p, lr=0.1), None),
    "AdaGrad decaying": (lambda p: o.Adagrad(p, lr=0.2, lr_decay=0.05, initial_accumulator_value=0.1, eps=1e-6), None),
    "AdaDelta": (lambda p: o.Adadelta(p), None),
    "AdaDelta slow": (lambda p: o.Adadelta(p, lr=0.5, rho=0.95, eps=1e-4), None),
    "RmsProp": (lambda p: o.RMSprop(p, lr=0.01), None),
    "RmsProp centred": (lambda p: o.RMSprop(p, lr=0.01, alpha=0.9, centered=True, eps=1e-6), None),
    "RmsProp with momentum": (lambda p: o.RMSprop(p, lr=0.005, momentum=0.5), None),
    "RmsProp centred with momentum": (lambda p: o.RMSprop(p, lr=0.002, alpha=0.95, momentum=0.9, centered=True, eps=1e-4), None),
    "Adam": (lambda p: o.Adam(p, lr=0.05), None),
    "Adam short": (lambda p: o.Adam(p, lr=0.02, betas=(0.5, 0.9), eps=1e-3), None),
    "AdamW": (lambda p: o.AdamW(p, lr=0.05), None),
    "AdamW strong": (lambda p: o.AdamW(p, lr=0.02, betas=(0.8, 0.99), eps=1e-6, weight_decay=0.5), None),
    "Rprop": (lambda p: o.Rprop(p), None),
    "Rprop bounded": (lambda p: o.Rprop(p, lr=0.1, etas=(0.4, 1.5), step_sizes=(0.02, 0.2)), None),
    "ValueClipping": (lambda p: o.SGD(p, lr=0.05, momentum=0.5), lambda p: clip_value_(p)),
    "NormClipping": (lambda p: o.SGD(p, lr=0.1), lambda p: clip_norm(p, 0.5)),
    "NormClipping of Adam": (lambda p: o.Adam(p, lr=0.05), lambda p: clip_norm(p, 2.0)),
    "WeightDecay": (lambda p: o.SGD(p, lr=0.02, momentum=0.9, weight_decay=0.3), None),
    "WeightDecay of Adam": (lambda p: o.Adam(p, lr=0.05, weight_decay=0.1), None),
}


def clip_value_(p):
    return clip_value(p, 0.7)


HAND = {
    "HypergradientDescent": lambda: sgd_hd(0.01, 1e-4),
    "HypergradientDescent of Nesterov": lambda: sgdn_hd(0.005, 2e-6, 0.9),
    "HypergradientDescent of Adam": lambda: adam_hd(0.01, 1e-4),
}
double = {name: by_torch(make, torch.float64, change) for name, (make, change) in TORCH.items()}
double.update({name: by_hand(walk()) for name, walk in HAND.items()})
single = {name: {STEPS: by_torch(make, torch.float32, change)[STEPS]} for name, (make, change) in TORCH.items()}
lines = lambda rules: "{\n" + ",\n".join(f"  {json.dumps(name)}: {json.dumps(shown)}" for name, shown in rules.items()) + "\n }"
pathlib.Path(__file__).with_suffix(".json").write_text('{\n "double": ' + lines(double) + ',\n "single": ' + lines(single) + "\n}\n")
for name, walk in HAND.items():
    print(name, [round(alpha, 5) for _, alpha in walk()][::7])
