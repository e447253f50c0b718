"""W6: LeNet-5 on 28 x 28 images: two convolutions 5 x 5 (6 and 16 channels) with ReLU and max-pooling, then 400-120-84-10."""
import torch
from torch import nn
from torch.nn import functional as F

from registry import peer

NAMES = ["c1", "c1 bias", "c2", "c2 bias", "d1", "d1 bias", "d2", "d2 bias", "d3", "d3 bias"]


class LeNet(nn.Module):
    def __init__(self, inputs, pools_first):
        super().__init__()
        self.pools_first = pools_first
        self.c1, self.c2 = nn.Conv2d(1, 6, 5, padding=2), nn.Conv2d(6, 16, 5)
        self.d1, self.d2, self.d3 = nn.Linear(400, 120), nn.Linear(120, 84), nn.Linear(84, 10)
        self.reset(inputs)

    def layers(self):
        return [self.c1, self.c2, self.d1, self.d2, self.d3]

    @torch.no_grad()
    def reset(self, inputs):
        for layer, weight, bias in zip(self.layers(), NAMES[::2], NAMES[1::2]):
            layer.weight.copy_(inputs[weight].t() if inputs[weight].dim() == 2 else inputs[weight])
            layer.bias.copy_(inputs[bias].reshape(-1))

    def smaller(self, x):
        return F.relu(F.max_pool2d(x, 2)) if self.pools_first else F.max_pool2d(F.relu(x), 2)

    def forward(self, x):
        x = self.smaller(self.c1(x))
        x = self.smaller(self.c2(x))
        x = F.relu(self.d1(torch.flatten(x, 1)))
        return self.d3(F.relu(self.d2(x)))

    def moved(self, inputs):
        found = {}
        for layer, weight, bias in zip(self.layers(), NAMES[::2], NAMES[1::2]):
            now = layer.weight.detach()
            found[weight] = (now.t() if now.dim() == 2 else now) - inputs[weight]
            found[bias] = (layer.bias.detach() - inputs[bias].reshape(-1)).reshape(inputs[bias].shape)
        return found


# The best has channels last, and rectifies what is left when it has pooled: the same numbers, a quarter as many.
def forward(best):
    def set_up(inputs):
        model, x, state = LeNet(inputs, pools_first=best), inputs["x"], {}
        if best:
            model, x = model.to(memory_format=torch.channels_last), x.contiguous(memory_format=torch.channels_last)

        @torch.no_grad()
        def run():
            state["y"] = model(x)

        return run, lambda: state

    return set_up


def train(best):
    def set_up(inputs):
        model, x, labels = LeNet(inputs, pools_first=best), inputs["x"], inputs["labels"].long()
        if best:
            model, x = model.to(memory_format=torch.channels_last), x.contiguous(memory_format=torch.channels_last)
        optimizer = torch.optim.SGD(model.parameters(), lr=float(inputs["rate"][0]))

        def run():
            optimizer.zero_grad(set_to_none=True)
            F.cross_entropy(model(x), labels).backward()
            optimizer.step()

        return run, lambda: model.moved(inputs)

    return set_up


peer("lenet-forward", "natural")(forward(best=False))
peer("lenet-forward", "best")(forward(best=True))
peer("lenet-train", "natural")(train(best=False))
peer("lenet-train", "best")(train(best=True))
