"""Reference numbers of PyTorch in double precision: python3 torch_reference.py > torch_reference.json

Made with PyTorch 1.13 (Debian's python3-torch). Each case has its inputs and results as {name: {"shape": [...], "numbers": [...]}}; a gradient of
"w" is called "d w", a product of the Hessian with the vector "v w" is called "h w".
"""
import json

import torch
from torch.nn import functional as F

torch.set_default_dtype(torch.float64)
torch.manual_seed(20180521)
torch.set_num_threads(1)


def normal(*shape):
    return torch.randn(*shape).requires_grad_()


def case(name, given, results):
    def plain(tensors):
        return {key: {"shape": list(t.shape), "numbers": t.detach().reshape(-1).tolist()} for key, t in tensors.items()}

    return {"name": name, "given": plain(given), "results": plain(results)}


def gradients(loss, given, names, create_graph=False):
    return dict(zip(names, torch.autograd.grad(loss, [given[name] for name in names], create_graph=create_graph)))


def network(x, p):
    return torch.tanh(x @ p["w1"] + p["b1"]) @ p["w2"] + p["b2"]


PARAMETERS = ["w1", "b1", "w2", "b2"]


def random_network():
    return {"w1": normal(3, 7), "b1": normal(7), "w2": normal(7, 2), "b2": normal(2)}


def hessian_vector():
    given = {**random_network(), "x": torch.randn(5, 3), "y": torch.randn(5, 2)}
    vector = {f"v {name}": torch.randn_like(given[name]) for name in PARAMETERS}
    loss = F.mse_loss(network(given["x"], given), given["y"])
    first = gradients(loss, given, PARAMETERS, create_graph=True)
    inner = sum((first[name] * vector[f"v {name}"]).sum() for name in PARAMETERS)
    second = gradients(inner, given, PARAMETERS)
    results = {"loss": loss, **{f"d {n}": g for n, g in first.items()}, **{f"h {n}": g for n, g in second.items()}}
    return case("hessian vector", {**given, **vector}, results)


def maml():
    given = {**random_network(), "x": torch.randn(6, 3), "y": torch.randn(6, 2), "x test": torch.randn(4, 3), "y test": torch.randn(4, 2)}
    adapted = {name: given[name] for name in PARAMETERS}
    for _ in range(2):
        inner = F.mse_loss(network(given["x"], adapted), given["y"])
        step = gradients(inner, adapted, PARAMETERS, create_graph=True)
        adapted = {name: adapted[name] - 0.1 * step[name] for name in PARAMETERS}
    outer = F.mse_loss(network(given["x test"], adapted), given["y test"])
    return case("maml", given, {"loss": outer, **{f"d {n}": g for n, g in gradients(outer, given, PARAMETERS).items()}})


def classifier():
    given = {"x": torch.randn(6, 4), "w1": normal(4, 8), "b1": normal(8), "w2": normal(8, 5), "b2": normal(5), "w3": normal(5, 3), "b3": normal(3)}
    labels = torch.tensor([0, 2, 1, 1, 0, 2])
    hidden = torch.sigmoid(torch.relu(given["x"] @ given["w1"] + given["b1"]) @ given["w2"] + given["b2"])
    loss = F.cross_entropy(hidden @ given["w3"] + given["b3"], labels)
    names = ["w1", "b1", "w2", "b2", "w3", "b3"]
    return case("classifier", given, {"loss": loss, **{f"d {n}": g for n, g in gradients(loss, given, names).items()}})


def lstm():
    cell = torch.nn.LSTMCell(3, 4)
    given = {"x": normal(2, 3), "h": normal(2, 4), "c": normal(2, 4), "w": cell.weight_ih.t(), "u": cell.weight_hh.t(), "b": cell.bias_ih + cell.bias_hh}
    hidden, memory = given["h"], given["c"]
    for _ in range(3):
        hidden, memory = cell(given["x"], (hidden, memory))
    loss = (hidden * memory).sum()
    results = {"hidden": hidden, "cell": memory, **{f"d {n}": g for n, g in gradients(loss, given, ["x", "h", "c"]).items()}}
    weights = torch.autograd.grad((lambda s: (s[0] * s[1]).sum())(step_thrice(cell, given)), [cell.weight_ih, cell.weight_hh, cell.bias_ih])
    return case("lstm", given, {**results, "d w": weights[0].t(), "d u": weights[1].t(), "d b": weights[2]})


def step_thrice(cell, given):
    state = (given["h"], given["c"])
    for _ in range(3):
        state = cell(given["x"], state)
    return state


def image():
    given = {"x": normal(2, 3, 9, 8), "w1": normal(4, 3, 3, 3), "b1": normal(4, 1, 1), "w2": normal(2, 4, 2, 3)}
    first = F.max_pool2d(torch.tanh(F.conv2d(given["x"], given["w1"], padding=1) + given["b1"]), 2, 2)
    second = F.avg_pool2d(F.conv2d(first, given["w2"], stride=1), 2, 1)
    loss = second.square().sum()
    return case("image", given, {"pooled": second, **{f"d {n}": g for n, g in gradients(loss, given, list(given)).items()}})


def letters():
    given = {"x": torch.randn(3, 1, 12, 12), "w1": normal(3, 1, 5, 5), "b1": normal(3), "w2": normal(4, 3, 3, 3), "b2": normal(4), "w3": normal(16, 3), "b3": normal(3)}
    first = F.max_pool2d(torch.relu(F.conv2d(given["x"], given["w1"], given["b1"], padding=2)), 2, 2)
    second = F.max_pool2d(torch.relu(F.conv2d(first, given["w2"], given["b2"])), 2, 2)
    loss = F.cross_entropy(second.reshape(3, 16) @ given["w3"] + given["b3"], torch.tensor([0, 2, 1]))
    names = ["w1", "b1", "w2", "b2", "w3", "b3"]
    return case("letters", given, {"pooled": second, "loss": loss, **{f"d {n}": g for n, g in gradients(loss, given, names).items()}})


def lstm_second_order():
    """A product with the Hessian through two steps of a cell, by everything that goes in."""
    names = ["x", "h", "c", "w", "u", "b"]
    given = {"x": normal(3, 2), "h": normal(3, 3), "c": normal(3, 3), "w": normal(2, 12), "u": normal(3, 12), "b": normal(12)}
    vector = {f"v {name}": torch.randn_like(given[name]) for name in names}
    hidden, memory = given["h"], given["c"]
    for _ in range(2):
        i, f, g, o = (given["x"] @ given["w"] + hidden @ given["u"] + given["b"]).chunk(4, 1)
        memory = torch.sigmoid(f) * memory + torch.sigmoid(i) * torch.tanh(g)
        hidden = torch.sigmoid(o) * torch.tanh(memory)
    loss = (hidden * memory).sum() + hidden.square().sum()
    first = gradients(loss, given, names, create_graph=True)
    second = gradients(sum((first[name] * vector[f"v {name}"]).sum() for name in names), given, names)
    return case("lstm second order", {**given, **vector}, {"loss": loss, **{f"d {n}": g for n, g in first.items()}, **{f"h {n}": g for n, g in second.items()}})


def sine_regression():
    """Second-order MAML on 25 tasks of ten shots with a network 1-40-40-1, one step; given numbers are rounded to keep the file small."""
    def rounded(scale, *shape):
        return (torch.randn(*shape) * scale).mul(1000).round().div(1000).requires_grad_()

    names = ["w1", "b1", "w2", "b2", "w3", "b3"]
    given = {"w1": rounded(1, 1, 40), "b1": rounded(0.3, 40), "w2": rounded(0.2, 40, 40), "b2": rounded(0.3, 40), "w3": rounded(0.2, 40, 1), "b3": rounded(0.3, 1)}
    data = {name: rounded(2 if name[0] == "x" else 1, 25, 10, 1).detach() for name in ["x", "y", "x test", "y test"]}

    def net(x, p):
        return torch.tanh(torch.tanh(x @ p["w1"] + p["b1"]) @ p["w2"] + p["b2"]) @ p["w3"] + p["b3"]

    loss = 0
    for task in range(25):
        step = gradients(F.mse_loss(net(data["x"][task], given), data["y"][task]), given, names, create_graph=True)
        loss = loss + F.mse_loss(net(data["x test"][task], {name: given[name] - 0.01 * step[name] for name in names}), data["y test"][task])
    return case("sine regression", {**given, **data}, {"loss": loss, **{f"d {n}": g for n, g in gradients(loss, given, names).items()}})


def random_networks():
    """Products with the Hessian: deeper networks, each with one activation."""
    for name, activation, sizes in [("tanh", torch.tanh, [4, 6, 5, 3]), ("sigmoid", torch.sigmoid, [2, 9, 1]), ("relu", torch.relu, [3, 8, 7, 2])]:
        given = {}
        for layer, (inputs, outputs) in enumerate(zip(sizes, sizes[1:]), 1):
            given.update({f"w{layer}": normal(inputs, outputs), f"b{layer}": normal(outputs)})
        names = list(given)
        vector = {f"v {n}": torch.randn_like(given[n]) for n in names}
        x, y = torch.randn(6, sizes[0]), torch.randn(6, sizes[-1])
        flow = x
        for layer in range(1, len(sizes)):
            flow = flow @ given[f"w{layer}"] + given[f"b{layer}"]
            flow = activation(flow) if layer < len(sizes) - 1 else flow
        loss = F.mse_loss(flow, y)
        first = gradients(loss, given, names, create_graph=True)
        inner = sum((first[n] * vector[f"v {n}"]).sum() for n in names)
        second = torch.autograd.grad(inner, [given[n] for n in names], allow_unused=True)
        results = {"loss": loss, **{f"d {n}": g for n, g in first.items()}}
        results.update({f"h {n}": torch.zeros_like(given[n]) if g is None else g for n, g in zip(names, second)})
        yield case(f"network {name}", {"x": x, "y": y, **given, **vector}, results)


CASES = [hessian_vector(), maml(), classifier(), lstm(), image(), letters(), lstm_second_order(), sine_regression(), *random_networks()]
print(json.dumps(CASES, separators=(",", ":")).replace('{"name"', '\n{"name"'))
