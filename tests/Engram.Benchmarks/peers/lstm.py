"""W4: a learned optimizer: two LSTM cells of 20 units and a line, applied to each of 7,771 coordinates; one step, and 20 steps with gradients."""
import torch
from torch import nn

from registry import peer

UNITS = 20
LAYERS = 2


def cells(inputs):
    """Cells with the given weights; ours are [inputs, 4 units], in the order of PyTorch, with one bias for its two."""
    made = []
    for layer in range(LAYERS):
        w, u, b = (inputs[f"{name}{layer}"] for name in ("w", "u", "b"))
        cell = nn.LSTMCell(w.shape[0], UNITS)
        with torch.no_grad():
            cell.weight_ih.copy_(w.t())
            cell.weight_hh.copy_(u.t())
            cell.bias_ih.copy_(b)
            cell.bias_hh.zero_()
        made.append(cell)
    line = nn.Linear(UNITS, 1)
    with torch.no_grad():
        line.weight.copy_(inputs["out"].t())
        line.bias.copy_(inputs["out bias"])
    return made, line


@peer("lstm-forward", "natural")
def forward_natural(inputs):
    """Each step goes on from the state that the one before left."""
    made, line = cells(inputs)
    x = inputs["x"][0]
    state = {name: inputs[name] for name in ("h0", "c0", "h1", "c1")}

    @torch.no_grad()
    def run():
        h = x
        for layer, cell in enumerate(made):
            h, c = cell(h, (state[f"h{layer}"], state[f"c{layer}"]))
            state[f"h{layer}"], state[f"c{layer}"] = h, c
        state["update"] = line(h)

    return run, lambda: state


@peer("lstm-forward", "best")
def forward_best(inputs):
    """Units first, coordinates last: gates are contiguous blocks; input, hidden state and a one for the bias in one product; the state stays in its place."""
    x = inputs["x"][0].t().contiguous()
    n = x.shape[1]
    blocks = []
    for layer in range(LAYERS):
        w, u, b = (inputs[f"{name}{layer}"] for name in ("w", "u", "b"))
        matrix = torch.cat([w, u, b[None]]).t().contiguous()
        below = torch.ones(matrix.shape[1], n)
        hidden = below[w.shape[0]:-1]
        hidden.copy_(inputs[f"h{layer}"].t())
        cell = inputs[f"c{layer}"].t().contiguous()
        blocks.append((matrix, below, below[:w.shape[0]], hidden, cell, torch.empty(4 * UNITS, n)))
    line = torch.cat([inputs["out"], inputs["out bias"][None]]).t().contiguous()
    top = torch.ones(UNITS + 1, n)
    update = torch.empty(1, n)

    @torch.no_grad()
    def run():
        h = x
        for matrix, below, given, hidden, cell, gates in blocks:
            given.copy_(h)
            torch.mm(matrix, below, out=gates)
            gates[:2 * UNITS].sigmoid_()
            gates[2 * UNITS:3 * UNITS].tanh_()
            gates[3 * UNITS:].sigmoid_()
            cell.mul_(gates[UNITS:2 * UNITS]).addcmul_(gates[:UNITS], gates[2 * UNITS:3 * UNITS])
            torch.tanh(cell, out=hidden)
            hidden.mul_(gates[3 * UNITS:])
            h = hidden
        top[:-1].copy_(h)
        torch.mm(line, top, out=update)

    def results():
        named = {"update": update.t()}
        for layer, (_, _, _, hidden, cell, _) in enumerate(blocks):
            named[f"h{layer}"], named[f"c{layer}"] = hidden.t(), cell.t()
        return named

    return run, results


def gradients(loss, made, line):
    parameters = [p for cell in made for p in (cell.weight_ih, cell.weight_hh, cell.bias_ih)] + [line.weight, line.bias]
    found = torch.autograd.grad(loss, parameters)
    names = [f"{name}{layer}" for layer in range(LAYERS) for name in ("w", "u", "b")] + ["out", "out bias"]
    return {name: gradient.t() if gradient.dim() == 2 else gradient for name, gradient in zip(names, found)}


@peer("lstm-unroll", "natural")
def unroll_natural(inputs):
    made, line = cells(inputs)
    x, weights = list(inputs["x"]), list(inputs["v"])
    state = {}

    def run():
        states = [(inputs[f"h{layer}"], inputs[f"c{layer}"]) for layer in range(LAYERS)]
        loss = 0
        for seen, weight in zip(x, weights):
            h = seen
            for layer, cell in enumerate(made):
                states[layer] = cell(h, states[layer])
                h = states[layer][0]
            loss = loss + (line(h) * weight).sum()
        state.update(gradients(loss, made, line))

    return run, lambda: state
