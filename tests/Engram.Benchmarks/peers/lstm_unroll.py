"""W4, the best peer of the unroll: forward and backward by hand, units first and coordinates last as in lstm.py's best step.

nn.LSTM over the whole sequence was tried and is three times slower than cells: its intermediate results are large and made anew.
"""
import torch

from lstm import LAYERS, UNITS
from registry import peer

sigmoid_backward = torch.ops.aten.sigmoid_backward.grad_input
tanh_backward = torch.ops.aten.tanh_backward.grad_input


class Layer:
    """One layer: its weights with input, hidden state and bias side by side, and what it keeps of each step."""

    def __init__(self, inputs, layer, steps, n):
        w, u, b = (inputs[f"{name}{layer}"] for name in ("w", "u", "b"))
        self.width = w.shape[0]
        self.matrix = torch.cat([w, u, b[None]]).t().contiguous()
        self.turned = self.matrix[:, :-1].t().contiguous()
        self.gradient = torch.empty_like(self.matrix)
        self.below = torch.ones(steps, self.matrix.shape[1], n)
        self.gates, self.cells, self.tangents = torch.empty(steps, 4 * UNITS, n), torch.empty(steps + 1, UNITS, n), torch.empty(steps, UNITS, n)
        self.cells[0] = inputs[f"c{layer}"].t()
        self.below[0, self.width:-1] = inputs[f"h{layer}"].t()
        self.sums, self.back, self.row = torch.empty(4 * UNITS, n), torch.empty(self.width + UNITS, n), torch.empty(UNITS, n)
        self.cell_gradient = torch.empty(UNITS, n)

    def forward(self, step, last, above):
        """Writes the hidden state to where it is read: by the layer above, and by the next step."""
        gates, cell, tangent = self.gates[step], self.cells[step + 1], self.tangents[step]
        torch.mm(self.matrix, self.below[step], out=gates)
        gates[:2 * UNITS].sigmoid_()
        gates[2 * UNITS:3 * UNITS].tanh_()
        gates[3 * UNITS:].sigmoid_()
        torch.mul(gates[UNITS:2 * UNITS], self.cells[step], out=cell).addcmul_(gates[:UNITS], gates[2 * UNITS:3 * UNITS])
        torch.tanh(cell, out=tangent)
        torch.mul(tangent, gates[3 * UNITS:], out=above)
        if not last:
            self.below[step + 1, self.width:-1].copy_(above)

    def backward(self, step, hidden):
        """From the gradient by the hidden state to those by what the layer saw; the weights' is added up."""
        i, f, g, o = self.gates[step].split(UNITS)
        tangent, cell = self.tangents[step], self.cell_gradient
        cell.add_(tanh_backward(torch.mul(hidden, o, out=self.row), tangent, grad_input=self.row))
        torch.mul(cell, g, out=self.sums[:UNITS])
        torch.mul(cell, self.cells[step], out=self.sums[UNITS:2 * UNITS])
        torch.mul(cell, i, out=self.sums[2 * UNITS:3 * UNITS])
        torch.mul(hidden, tangent, out=self.sums[3 * UNITS:])
        sigmoid_backward(self.sums[:2 * UNITS], self.gates[step, :2 * UNITS], grad_input=self.sums[:2 * UNITS])
        tanh_backward(self.sums[2 * UNITS:3 * UNITS], g, grad_input=self.sums[2 * UNITS:3 * UNITS])
        sigmoid_backward(self.sums[3 * UNITS:], o, grad_input=self.sums[3 * UNITS:])
        cell.mul_(f)
        self.gradient.addmm_(self.sums, self.below[step].t())
        return torch.mm(self.turned, self.sums, out=self.back)


@peer("lstm-unroll", "best")
def best(inputs):
    steps, n, _ = inputs["x"].shape
    layers = [Layer(inputs, layer, steps, n) for layer in range(LAYERS)]
    for step in range(steps):
        layers[0].below[step, :layers[0].width] = inputs["x"][step].t()
    top = torch.ones(steps, UNITS + 1, n)
    line, later = inputs["out"], inputs["v"].transpose(1, 2).contiguous()
    line_gradient = torch.empty(1, UNITS + 1)
    hidden = torch.empty(UNITS, n)

    @torch.no_grad()
    def run():
        for step in range(steps):
            for layer, own in enumerate(layers):
                above = layers[layer + 1].below[step, :UNITS] if layer + 1 < LAYERS else top[step, :-1]
                own.forward(step, step + 1 == steps, above)
        line_gradient.zero_()
        for own in layers:
            own.gradient.zero_()
            own.cell_gradient.zero_()
            own.back.zero_()
        for step in reversed(range(steps)):
            line_gradient.addmm_(later[step], top[step].t())
            torch.mul(line, later[step], out=hidden)
            for own in reversed(layers):
                hidden.add_(own.back[own.width:])
                hidden.copy_(own.backward(step, hidden)[:UNITS]) if own.width == UNITS else own.backward(step, hidden)

    def results():
        named = {"out": line_gradient[:, :-1].t(), "out bias": line_gradient[0, -1:]}
        for layer, own in enumerate(layers):
            named[f"w{layer}"], named[f"u{layer}"] = own.gradient[:, :own.width].t(), own.gradient[:, own.width:-1].t()
            named[f"b{layer}"] = own.gradient[:, -1]
        return named

    return run, results
